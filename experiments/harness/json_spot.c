#include "json_spot.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Levels of a document that are remembered: a scenario has four, deeper ones are only counted. */
enum { LEVELS = 6 };

typedef struct level {
    bool is_list, has_value; /* has_value: an object's key is complete, its value follows */
    size_t index;
    size_t key_begin, key_end;
} level;

typedef struct scanner {
    const char *text;
    size_t length, begin, end; /* the token is text[begin .. end-1] */
    level level[LEVELS];
    size_t depth;
} scanner;

json_spot json_spot_key(const char *key)
{
    json_spot spot = {"", 0, {0, 0}};
    snprintf(spot.key, sizeof spot.key, "%s", key);
    return spot;
}

json_spot json_spot_at(json_spot list, size_t index)
{
    if (list.depth < 2) {
        list.index[list.depth] = index;
    }
    list.depth++;
    return list;
}

const char *json_spot_words(const json_spot *spot, char words[JSON_SPOT_WORDS])
{
    const char *colon = spot->key[0] ? ": " : "";
    if (spot->depth == 0) {
        snprintf(words, JSON_SPOT_WORDS, "%s", spot->key);
    } else if (spot->depth == 1) {
        snprintf(words, JSON_SPOT_WORDS, "%s%sentry %zu", spot->key, colon, spot->index[0]);
    } else {
        snprintf(words, JSON_SPOT_WORDS, "%s%srow %zu, entry %zu", spot->key, colon,
                 spot->index[0], spot->index[1]);
    }
    return words;
}

static size_t string_end(const scanner *scan)
{
    size_t at = scan->begin + 1;
    while (at < scan->length && scan->text[at] != '"') {
        at += scan->text[at] == '\\' ? 2 : 1;
    }
    return at < scan->length ? at + 1 : scan->length;
}

/* Moves on to the next token: one of []{},: or a string, or a word, which is anything else. */
static bool next_token(scanner *scan)
{
    static const char blanks[] = " \t\r\n", marks[] = "[]{},:";
    size_t at = scan->end;
    while (at < scan->length && scan->text[at] && strchr(blanks, scan->text[at])) {
        at++;
    }
    scan->begin = at;
    if (at >= scan->length) {
        scan->end = scan->length;
        return false;
    }
    if (scan->text[at] == '"') {
        scan->end = string_end(scan);
        return true;
    }
    while (at < scan->length &&
           !(scan->text[at] && (strchr(blanks, scan->text[at]) || strchr(marks, scan->text[at]) ||
                                scan->text[at] == '"'))) {
        at++;
    }
    scan->end = at > scan->begin ? at : at + 1;
    return true;
}

static void follow(scanner *scan)
{
    char mark = scan->text[scan->begin];
    level *top = scan->depth > 0 && scan->depth <= LEVELS ? &scan->level[scan->depth - 1] : NULL;
    if (mark == '[' || mark == '{') {
        if (scan->depth < LEVELS) {
            scan->level[scan->depth] = (level){mark == '[', false, 0, 0, 0};
        }
        scan->depth++;
    } else if (mark == ']' || mark == '}') {
        scan->depth -= scan->depth > 0;
    } else if (!top) {
        return;
    } else if (mark == ',') {
        top->index++;
        top->has_value = false;
    } else if (mark == ':') {
        top->has_value = true;
    } else if (mark == '"' && !top->is_list && !top->has_value) {
        top->key_begin = scan->begin + 1;
        top->key_end = scan->end > scan->begin + 1 ? scan->end - 1 : scan->end;
    }
}

static void append_key(json_spot *spot, const char *key, size_t length)
{
    size_t used = strlen(spot->key), i;
    if (length > 0 && used > 0 && used + 1 < sizeof spot->key) {
        spot->key[used++] = '.';
    }
    for (i = 0; i < length && used + 1 < sizeof spot->key; i++) {
        spot->key[used++] = key[i] >= ' ' && key[i] <= '~' ? key[i] : '?';
    }
    spot->key[used] = '\0';
}

static json_spot spot_of(const scanner *scan)
{
    json_spot spot = json_spot_key("");
    size_t i;
    for (i = 0; i < scan->depth && i < LEVELS; i++) {
        const level *at = &scan->level[i];
        if (at->is_list) {
            spot = json_spot_at(spot, at->index);
        } else {
            append_key(&spot, scan->text + at->key_begin, at->key_end - at->key_begin);
        }
    }
    return spot;
}

json_spot json_spot_find(const char *text, size_t length, size_t byte, size_t *begin, size_t *end)
{
    scanner scan = {text, length, 0, 0, {{false, false, 0, 0, 0}}, 0};
    while (next_token(&scan)) {
        follow(&scan);
        if (scan.end > byte) {
            break;
        }
    }
    *begin = scan.begin;
    *end = scan.end;
    return spot_of(&scan);
}
