/* For network_agent.c: what agents keep from step to step besides their parameters and send along,
   notes, states and accounts (see network_settings). Rings as those of the messages. */
#ifndef NETWORK_NOTES_H
#define NETWORK_NOTES_H

#include "network_agent.h"

/* Everything 0 at first. After the links and the start of all agents. */
void notes_new(network *net);
void notes_free(network *net);

/* Agent i sends its notes, states and accounts with its newest message, prepared if settings say
   so. */
void notes_send(network *net, size_t i);

/* What agent i sees in entry j of its row, with message number `message`. */
network_message notes_see(const network *net, const workspace *space, size_t i, size_t j,
                          long message);

/* All that agent i sees of itself, and these messages. */
network_view notes_view(const network *net, size_t i, const network_message *message,
                        size_t messages);

#endif
