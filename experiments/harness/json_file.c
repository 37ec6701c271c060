#include "json_file.h"

#include "json_spot.h"
#include "support.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The text of a file, as it was read. */
typedef struct text {
    char *bytes;
    size_t length;
} text;

/* Names and texts of others go into messages of one line: control characters, and all that is above
   `last`, become '?'. */
static const char *one_line(char *words, unsigned char last)
{
    char *at;
    for (at = words; *at; at++) {
        unsigned char letter = (unsigned char)*at;
        if (letter < ' ' || letter == 127 || letter > last) {
            *at = '?';
        }
    }
    return words;
}

static _Noreturn void refuse_file(const char *path, int cause)
{
    char name[256];
    snprintf(name, sizeof name, "%s", path);
    refuse("cannot read %s: %s", one_line(name, 255), strerror(cause));
}

static text read_stream(FILE *stream)
{
    size_t room = 4096, got;
    text whole = {allocate(room, 1), 0};
    while ((got = fread(whole.bytes + whole.length, 1, room - whole.length, stream)) > 0) {
        whole.length += got;
        if (whole.length == room) {
            char *larger = allocate(2 * room, 1);
            memcpy(larger, whole.bytes, room);
            free(whole.bytes);
            whole.bytes = larger;
            room *= 2;
        }
    }
    return whole;
}

static text read_file(const char *path)
{
    FILE *stream = fopen(path, "rb");
    text whole;
    int cause = 0;
    if (!stream) {
        refuse_file(path, errno);
    }
    whole = read_stream(stream);
    if (ferror(stream)) { /* a folder opens like a file, but cannot be read */
        cause = errno != 0 ? errno : EIO;
        free(whole.bytes);
    }
    fclose(stream);
    if (cause != 0) {
        refuse_file(path, cause);
    }
    return whole;
}

static bool is_integer(const char *word, size_t length)
{
    size_t i = length > 0 && word[0] == '-' ? 1 : 0;
    bool digits = i < length;
    for (; i < length; i++) {
        digits = digits && isdigit((unsigned char)word[i]);
    }
    return digits;
}

/* NaN and Infinity, as programs of other languages spell them. */
static bool is_not_finite(const char *word)
{
    const char *letters = word + (word[0] == '-' || word[0] == '+');
    return strncasecmp(letters, "nan", 3) == 0 || strncasecmp(letters, "inf", 3) == 0;
}

/* Jansson has no integers beyond 64 bits, but such a number may stand where any number may: it is
   given the decimal point that makes it one. */
static bool widen_integer(text *whole, const json_error_t *error)
{
    size_t begin, end;
    char *wider;
    if (json_error_code(error) != json_error_numeric_overflow) {
        return false;
    }
    json_spot_find(whole->bytes, whole->length, (size_t)error->position - 1, &begin, &end);
    if (!is_integer(whole->bytes + begin, end - begin)) {
        return false;
    }
    wider = allocate(whole->length + 2, 1);
    memcpy(wider, whole->bytes, end);
    memcpy(wider + end, ".0", 2);
    memcpy(wider + end + 2, whole->bytes + end, whole->length - end);
    free(whole->bytes);
    *whole = (text){wider, whole->length + 2};
    return true;
}

static _Noreturn void refuse_text(const char *path, const text *whole, const json_error_t *error)
{
    char place[JSON_SPOT_WORDS], word[32], cause[JSON_ERROR_TEXT_LENGTH], name[256];
    enum json_error_code code = json_error_code(error);
    size_t begin, end, byte = error->position > 0 ? (size_t)error->position - 1 : 0;
    json_spot spot = json_spot_find(whole->bytes, whole->length, byte, &begin, &end);
    snprintf(word, sizeof word, "%.*s", (int)(end - begin < 31 ? end - begin : 31),
             whole->bytes + begin);
    if (spot.key[0] && code == json_error_duplicate_key) {
        refuse("%s is there twice", spot.key);
    }
    if (spot.key[0] && (code == json_error_numeric_overflow || is_not_finite(word))) {
        refuse("%s is %s, not a finite number", json_spot_words(&spot, place),
               one_line(word, '~'));
    }
    snprintf(name, sizeof name, "%s", path);
    snprintf(cause, sizeof cause, "%s", error->text);
    /* Jansson quotes what it read, and may cut a letter of several bytes in two */
    refuse("%s, line %d: not JSON: %s", one_line(name, 255), error->line, one_line(cause, '~'));
}

json_t *json_file_load(const char *path)
{
    /* static: what is there when a refusal ends the program is in use, not lost */
    static text whole;
    json_error_t error;
    json_t *root;
    char name[256];
    whole = read_file(path);
    snprintf(name, sizeof name, "%s", path);
    if (memchr(whole.bytes, '\0', whole.length)) { /* Jansson skips it */
        refuse("%s: not JSON: it has a byte 0", one_line(name, 255));
    }
    do {
        root = json_loadb(whole.bytes, whole.length, JSON_REJECT_DUPLICATES, &error);
    } while (!root && widen_integer(&whole, &error));
    if (!root) {
        refuse_text(path, &whole, &error);
    }
    free(whole.bytes);
    if (!json_is_object(root)) {
        json_decref(root);
        refuse("%s holds a list, it must be an object: {\"agents\": ...}", one_line(name, 255));
    }
    return root;
}
