/* scenario/load_http.h: what the files that read `http:` share: load_http.c (the site and its
 * resources), load_http_care.c (who may use them, and how requests are treated),
 * load_http_content.c (in which forms they are sent). */
#ifndef NETSTAGE_SCENARIO_LOAD_HTTP_H
#define NETSTAGE_SCENARIO_LOAD_HTTP_H

#include "app/http_site.h"
#include "scenario/load.h"

/* The keys of one map that say how requests are treated; NULL: not there. */
struct care_keys {
    const struct yaml_node *limit;
    const struct yaml_node *maintenance;
    const struct yaml_node *delay;
    const struct yaml_node *pace;
};

void load_manner(struct loader *l, const struct care_keys *keys, struct http_manner *manner);
void load_failure(struct loader *l, const struct yaml_node *node, struct http_failure *failure);
/* `realm` is what the challenges of WWW-Authenticate name. */
void load_needs(struct loader *l, const struct yaml_node *node, const char *realm,
                struct http_needs *needs);
void load_protections(struct loader *l, const struct yaml_node *node, const char *realm,
                      struct http_site *site);
void load_users(struct loader *l, const struct yaml_node *node, struct http_site *site);
/* The realm that the node names, or its own word. */
const char *load_realm(struct loader *l, const struct yaml_node *node, const char *otherwise);

/* After everything was read: a role that nobody has, a way to show oneself that nobody can. */
void check_needs(struct loader *l, const struct yaml_node *node, const struct http_site *site);

/* load_http_content.c: in which forms a resource is sent. */
void load_variants(struct loader *l, const struct yaml_node *node,
                   struct http_resource *resource);
void load_trailers(struct loader *l, const struct yaml_node *node,
                   struct http_resource *resource);
void load_chunked(struct loader *l, const struct yaml_node *chunked,
                  const struct yaml_node *trailers, struct http_resource *resource);
/* An entity-tag that is made of the octets. */
const char *load_tag(struct loader *l, const uint8_t *body, uint64_t length);
/* A copy of a media type with its parameters; NULL: it is none, reported. */
const char *load_media_type(struct loader *l, const struct yaml_node *node);

/* What a path may be made of. */
bool load_is_path(const struct yaml_node *node);
/* What may stand in a field's value. */
bool load_is_field_text(const struct yaml_node *node);

enum { LOAD_USER_TEXT = 31 }; /* octets of a name, a password, a role, an attribute */

#endif
