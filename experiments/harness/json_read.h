/* From JSON values to numbers and arrays. A value of another type, shape or size is refused by one
   line that names the key and the place. 3.0 is no integer; 1 is a number like 1.0. */
#ifndef JSON_READ_H
#define JSON_READ_H

#include "json_spot.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Numbers that are allowed, and the same in words. */
typedef struct json_range {
    double least, most;
    const char *words;
} json_range;

extern const json_range json_any_number;  /* finite */
extern const json_range json_nonnegative; /* finite, >= 0 */
extern const json_range json_fraction;    /* 0 .. 1 */

/* "weights: row 1, entry 2 is null, allowed is ..." */
_Noreturn void json_refuse_value(json_spot spot, const json_t *value, const char *allowed);

/* Refuses keys of the object that are not in the list, which NULL ends. `prefix` is what stands
   before the object's keys in messages: "" or "objective.". */
void json_check_keys(const json_t *object, const char *prefix, const char *const *allowed);

/* The value of a key; refused if it is not there. */
const json_t *json_need(const json_t *object, const char *prefix, const char *key);

double json_read_number(json_spot spot, const json_t *value, const json_range *range);
size_t json_read_integer(json_spot spot, const json_t *value, size_t least, size_t most);
bool json_read_bool(json_spot spot, const json_t *value);

/* Which of the words, which NULL ends, the value is. */
size_t json_read_word(json_spot spot, const json_t *value, const char *const *words);

/* New memory: count numbers; rows x columns numbers, row by row. */
double *json_read_list(json_spot spot, const json_t *value, size_t count, const json_range *range);
double *json_read_table(json_spot spot, const json_t *value, size_t rows, size_t columns,
                        const json_range *range);
size_t *json_read_integer_table(json_spot spot, const json_t *value, size_t rows, size_t columns,
                                size_t most);

#endif
