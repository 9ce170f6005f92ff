/* app/file_ref.h: the handle of a file of a host; see host_file.h. */
#ifndef NETSTAGE_APP_FILE_REF_H
#define NETSTAGE_APP_FILE_REF_H

#include "base/types.h"

struct file_ref {
    uint32_t row;    /* plus one; 0: /dev/null */
    uint32_t number; /* of the node's files */
};

#endif
