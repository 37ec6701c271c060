#include "network_notes.h"

#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t NOWHERE = (size_t)-1;

/* Slots that were never written hold the start. */
static size_t slot_of(const network *net, long message)
{
    return (size_t)(message + (long)net->slots) % net->slots;
}

/* Where in agent k's row agent i stands. */
static size_t entry_of(const network *net, size_t k, size_t i)
{
    const agent *at = &net->agent[k];
    size_t j;
    for (j = 1; j < at->links; j++) {
        if (net->sender[at->first + j] == i) {
            return at->first + j;
        }
    }
    return NOWHERE;
}

static void link_accounts(network *net)
{
    size_t i, j;
    net->other_end = allocate(net->entries, sizeof *net->other_end);
    for (i = 0; i < net->agents; i++) {
        const agent *a = &net->agent[i];
        for (j = 1; j < a->links; j++) {
            size_t k = net->sender[a->first + j], back = entry_of(net, k, i);
            if (back == NOWHERE) {
                refuse("agent %zu hears agent %zu, which does not hear it: accounts need links in "
                       "both directions", i, k);
            }
            net->other_end[a->first + j] = back;
        }
    }
}

void notes_new(network *net)
{
    const agent *last = &net->agent[net->agents - 1];
    size_t notes = net->settings.notes;
    net->entries = last->first + last->links;
    if (notes > 0) {
        net->note = allocate_reals(net->agents * notes);
        net->sent_note = allocate_reals(net->agents * net->slots * notes);
    }
    if (net->settings.states > 0) {
        net->state = allocate_parameters(net->agents * net->settings.states * net->n);
    }
    if (net->settings.states_sent > 0) {
        net->sent_state =
            allocate_parameters(net->agents * net->slots * net->settings.states_sent * net->n);
    }
    if (net->settings.accounts) {
        net->account = allocate_parameters(net->entries * net->n);
    }
    if (net->settings.accounts && !net->settings.accounts_stay) {
        link_accounts(net);
        net->sent_account = allocate_parameters(net->slots * net->entries * net->n);
    }
}

void notes_free(network *net)
{
    free(net->other_end);
    free(net->note);
    free(net->sent_note);
    free(net->state);
    free(net->sent_state);
    free(net->account);
    free(net->sent_account);
}

static real *sent_state(const network *net, size_t k, size_t slot)
{
    size_t length = net->settings.states_sent * net->n;
    return net->sent_state ? net->sent_state + (k * net->slots + slot) * length : NULL;
}

network_view notes_view(const network *net, size_t i, const network_message *message,
                        size_t messages)
{
    const network_settings *s = &net->settings;
    return (network_view){.agent = i, .n = net->n, .x = net->x + i * net->n, .g = agent_g(net, i),
                          .messages = messages, .message = message, .eta = s->eta,
                          .lambda = s->lambda, .constant = s->constant, .theta = NAN,
                          .step = net->agent[i].steps,
                          .note = net->note ? net->note + i * s->notes : NULL,
                          .state = net->state ? net->state + i * s->states * net->n : NULL,
                          .scale = net->gradient_scale ? &net->gradient_scale[i] : NULL};
}

static void prepare(const network *net, size_t i)
{
    network_message self = {.x = net->x + i * net->n, .g = agent_g(net, i), .sender = i,
                            .w = net->weight[net->agent[i].first], .reliable = true};
    network_view view = notes_view(net, i, &self, 1);
    net->settings.prepare(&view);
}

void notes_send(network *net, size_t i)
{
    const agent *a = &net->agent[i];
    size_t slot = slot_of(net, net->sent[i]), notes = net->settings.notes, n = net->n;
    if (net->settings.prepare) {
        prepare(net, i);
    }
    if (notes > 0) {
        memcpy(net->sent_note + (i * net->slots + slot) * notes, net->note + i * notes,
               notes * sizeof *net->note);
    }
    if (net->settings.states_sent > 0) {
        memcpy(sent_state(net, i, slot), net->state + i * net->settings.states * n,
               net->settings.states_sent * n * sizeof *net->state);
    }
    if (net->sent_account) {
        memcpy(net->sent_account + (slot * net->entries + a->first) * n,
               net->account + a->first * n, a->links * n * sizeof *net->account);
    }
}

network_message notes_see(const network *net, const workspace *space, size_t i, size_t j,
                          long message)
{
    const pcasgd_neighbour *entry = &space->row[j];
    size_t at = net->agent[i].first + j, k = net->sender[at], slot = slot_of(net, message);
    size_t then = slot_of(net, net->sent[i] - (long)entry->age), notes = net->settings.notes;
    network_message seen = {.x = entry->x, .g = entry->g, .sender = k, .age = entry->age,
                            .w = entry->w, .w_clip = entry->w_clip,
                            .reliable = entry->age <= net->settings.reliable_age,
                            .start = message < 0};
    seen.own = net->past + i * net->past_length + then * net->n;
    seen.note = notes > 0 ? net->sent_note + (k * net->slots + slot) * notes : NULL;
    seen.state = sent_state(net, k, slot);
    if (net->account && j > 0) {
        seen.account = net->account + at * net->n;
    }
    if (net->sent_account && j > 0) {
        seen.theirs = net->sent_account + (slot * net->entries + net->other_end[at]) * net->n;
    }
    return seen;
}
