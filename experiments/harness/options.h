/* Command lines: --name VALUE, a table per program; --help prints it. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stddef.h>

typedef enum option_kind {
    OPTION_REAL,    /* double, least .. most */
    OPTION_INTEGER, /* size_t, least .. most */
    OPTION_CHOICE,  /* const char *, one of choices */
    OPTION_FOLDER,  /* const char *, a folder that is there and can be written */
    OPTION_TEXT     /* const char *, anything but empty */
} option_kind;

typedef struct option_spec {
    const char *name; /* without the dashes; NULL ends the table */
    option_kind kind;
    void *value; /* holds the default before and the choice afterwards */
    double least, most;
    const char *const *choices;
    const char *help;
} option_spec;

/* A bad option or value: one line that names the option, the value and what is allowed, exit status
   2. --help: the purpose and the table on standard output, exit status 0. */
void options_parse(int argc, char **argv, const char *purpose, const option_spec *table);

#endif
