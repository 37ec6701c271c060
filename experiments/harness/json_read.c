#include "json_read.h"

#include "support.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

const json_range json_any_number = {-DBL_MAX, DBL_MAX, "a number"};
const json_range json_nonnegative = {0, DBL_MAX, "a number of at least 0"};
const json_range json_fraction = {0, 1, "0 to 1"};

/* A value of at most `size` - 1 letters, none of which ends the line. */
static void describe(const json_t *value, char *words, size_t size)
{
    if (json_is_array(value)) {
        snprintf(words, size, "a list of %zu", json_array_size(value));
    } else if (json_is_object(value)) {
        snprintf(words, size, "an object");
    } else if (json_is_real(value)) {
        int digits = 1;
        do { /* the fewest that tell this number from all others */
            snprintf(words, size, "%.*g", digits, json_real_value(value));
        } while (++digits <= 17 && strtod(words, NULL) != json_real_value(value));
    } else {
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
        snprintf(words, size, "%s", text ? text : "unreadable");
        free(text);
    }
}

_Noreturn void json_refuse_value(json_spot spot, const json_t *value, const char *allowed)
{
    char place[JSON_SPOT_WORDS], words[64];
    describe(value, words, sizeof words);
    refuse("%s is %s, allowed is %s", json_spot_words(&spot, place), words, allowed);
}

static bool is_listed(const char *word, const char *const *list)
{
    for (; *list; list++) {
        if (strcmp(word, *list) == 0) {
            return true;
        }
    }
    return false;
}

void json_check_keys(const json_t *object, const char *prefix, const char *const *allowed)
{
    void *at;
    for (at = json_object_iter((json_t *)object); at;
         at = json_object_iter_next((json_t *)object, at)) {
        const char *key = json_object_iter_key(at);
        if (!is_listed(key, allowed)) {
            json_t *name = json_string(key);
            char words[64];
            describe(name, words, sizeof words);
            json_decref(name);
            refuse("%s%s is no key that is known here", prefix, words);
        }
    }
}

const json_t *json_need(const json_t *object, const char *prefix, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!value) {
        refuse("%s%s is missing", prefix, key);
    }
    return value;
}

double json_read_number(json_spot spot, const json_t *value, const json_range *range)
{
    double number = json_number_value(value);
    if (!json_is_number(value) || !(number >= range->least && number <= range->most)) {
        json_refuse_value(spot, value, range->words);
    }
    return number;
}

size_t json_read_integer(json_spot spot, const json_t *value, size_t least, size_t most)
{
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || (size_t)number < least || (size_t)number > most) {
        char allowed[96];
        if (most == (size_t)-1) {
            snprintf(allowed, sizeof allowed, "an integer of at least %zu", least);
        } else {
            snprintf(allowed, sizeof allowed, "an integer from %zu to %zu", least, most);
        }
        json_refuse_value(spot, value, allowed);
    }
    return (size_t)number;
}

bool json_read_bool(json_spot spot, const json_t *value)
{
    if (!json_is_boolean(value)) {
        json_refuse_value(spot, value, "true or false");
    }
    return json_is_true(value);
}

size_t json_read_word(json_spot spot, const json_t *value, const char *const *words)
{
    char allowed[96] = "";
    size_t i;
    for (i = 0; words[i]; i++) {
        size_t used = strlen(allowed);
        if (json_is_string(value) && strcmp(json_string_value(value), words[i]) == 0) {
            return i;
        }
        snprintf(allowed + used, sizeof allowed - used, "%s\"%s\"", i > 0 ? " or " : "", words[i]);
    }
    json_refuse_value(spot, value, allowed);
}

/* Lists are measured before memory is taken for them: "agents" may be any number until then. */
static void check_list(json_spot spot, const json_t *value, size_t count, const char *of)
{
    if (!json_is_array(value) || json_array_size(value) != count) {
        char allowed[96];
        snprintf(allowed, sizeof allowed, "a list of %zu %s", count, of);
        json_refuse_value(spot, value, allowed);
    }
}

static void check_table(json_spot spot, const json_t *value, size_t rows, size_t columns)
{
    size_t i;
    check_list(spot, value, rows, "rows");
    for (i = 0; i < rows; i++) {
        char row[128];
        snprintf(row, sizeof row, "%s: row %zu", spot.key, i);
        check_list(json_spot_key(row), json_array_get(value, i), columns, "numbers");
    }
}

/* In all readers of lists: nothing is allocated until nothing can be refused any more. */
double *json_read_list(json_spot spot, const json_t *value, size_t count, const json_range *range)
{
    double *list;
    size_t i;
    check_list(spot, value, count, "numbers");
    for (i = 0; i < count; i++) {
        json_read_number(json_spot_at(spot, i), json_array_get(value, i), range);
    }
    list = allocate_reals(count);
    for (i = 0; i < count; i++) {
        list[i] = json_number_value(json_array_get(value, i));
    }
    return list;
}

static const json_t *table_entry(const json_t *table, size_t at, size_t columns)
{
    return json_array_get(json_array_get(table, at / columns), at % columns);
}

static json_spot table_spot(json_spot table, size_t at, size_t columns)
{
    return json_spot_at(json_spot_at(table, at / columns), at % columns);
}

double *json_read_table(json_spot spot, const json_t *value, size_t rows, size_t columns,
                        const json_range *range)
{
    double *table;
    size_t at;
    check_table(spot, value, rows, columns);
    for (at = 0; at < rows * columns; at++) {
        json_read_number(table_spot(spot, at, columns), table_entry(value, at, columns), range);
    }
    table = allocate_reals(rows * columns);
    for (at = 0; at < rows * columns; at++) {
        table[at] = json_number_value(table_entry(value, at, columns));
    }
    return table;
}

size_t *json_read_integer_table(json_spot spot, const json_t *value, size_t rows, size_t columns,
                                size_t most)
{
    size_t *table;
    size_t at;
    check_table(spot, value, rows, columns);
    for (at = 0; at < rows * columns; at++) {
        json_read_integer(table_spot(spot, at, columns), table_entry(value, at, columns), 0, most);
    }
    table = allocate(rows * columns, sizeof *table);
    for (at = 0; at < rows * columns; at++) {
        table[at] = (size_t)json_integer_value(table_entry(value, at, columns));
    }
    return table;
}
