/* The page of the studies: for each, what was compared, the figures, who won, and how surely. */
#ifndef STUDY_PAGE_H
#define STUDY_PAGE_H

#include "../harness/page.h"

/* Adds the study whose files <folder>/<stem>*.csv are there. */
void study_page_add(page *to, const char *folder, const char *stem, const char *figure,
                    const char *caption);

#endif
