/* A place in a JSON document, in the words of a message: "theta: entry 3". */
#ifndef JSON_SPOT_H
#define JSON_SPOT_H

#include <stddef.h>

typedef struct json_spot {
    char key[96];    /* "weights", "objective.hessian"; empty: outside every key */
    size_t depth;    /* how many indices there are below the key */
    size_t index[2]; /* the first of them */
} json_spot;

/* Enough for every spot in words. */
enum { JSON_SPOT_WORDS = 160 };

json_spot json_spot_key(const char *key);
json_spot json_spot_at(json_spot list, size_t index); /* an entry of the list at that spot */
const char *json_spot_words(const json_spot *spot, char words[JSON_SPOT_WORDS]);

/* The spot of byte number `byte` of a JSON text, which may be broken from there on, and the word,
   string or bracket [begin, end) around that byte. */
json_spot json_spot_find(const char *text, size_t length, size_t byte, size_t *begin, size_t *end);

#endif
