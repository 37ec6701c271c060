/* A JSON file that somebody wrote, by hand or by program: every refusal is one line. */
#ifndef JSON_FILE_H
#define JSON_FILE_H

#include <jansson.h>

/* The object in a file. Refused, with the key and the place where there is one: no such file, a
   folder, broken JSON, the same key twice, numbers that are not finite. The caller frees the object
   with json_decref(). */
json_t *json_file_load(const char *path);

#endif
