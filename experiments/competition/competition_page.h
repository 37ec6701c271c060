/* The page of the competition: rules, and for each half who won, by how much, and where not. */
#ifndef COMPETITION_PAGE_H
#define COMPETITION_PAGE_H

#include "standings.h"

#include "../harness/page.h"

/* The rules; challenger: a method's name. */
void competition_page_begin(page *to, const char *challenger);

/* One half. */
void competition_page_add(page *to, const standings *of, size_t challenger, const char *half);

#endif
