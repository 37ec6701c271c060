/* A team: threads that stay, for work that comes in many small pieces. */
#ifndef TEAM_H
#define TEAM_H

#include <stddef.h>

typedef struct team team;

/* One member is the thread that calls team_run(). */
team *team_new(size_t members);
void team_free(team *self);
size_t team_members(const team *self);

/* Calls job(context, 0) .. job(context, members-1), each in a thread of its own, and returns when
   all have. */
void team_run(team *self, void (*job)(void *context, size_t member), void *context);

#endif
