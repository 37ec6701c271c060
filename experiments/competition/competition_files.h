/* What the judging leaves behind, for readers and figures:
   <out>/e13_competition_<half>.summary.csv  scores of this project's methods and of the challenger
                                             against everybody, in all cases and by group
   <out>/e13_competition_<half>.ratios.csv   the challenger's ratios to the two bests, sorted */
#ifndef COMPETITION_FILES_H
#define COMPETITION_FILES_H

#include "standings.h"

void competition_write_summary(const standings *self, size_t challenger, const char *out,
                               const char *half);
void competition_write_ratios(const standings *self, size_t challenger, const char *out,
                              const char *half);

/* The two bests in hindsight, and the columns that groups are made by. */
enum { BESTS = 2, GROUPS = 5 };
extern const opponent competition_bests[BESTS];
extern const char *const competition_groups[GROUPS];

#endif
