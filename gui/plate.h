/* gui/plate.h: the pages of netstage-plate, a tool that draws all shapes and widgets to look
 * at. */
#ifndef NETSTAGE_GUI_PLATE_H
#define NETSTAGE_GUI_PLATE_H

#include "gui/widget.h"

/* English and Korean side by side: the plate needs no catalogue. */
struct plate {
    struct gui *gui;
    bool korean;
    bool menu; /* the context menu is open */
};

static inline const char *plate_say(const struct plate *plate, const char *english,
                                    const char *korean)
{
    return plate->korean ? korean : english;
}

/* Each draws one page of 1280 by 720 units (times two in large type). */
void plate_shapes(const struct plate *plate, struct rect page);
void plate_controls(const struct plate *plate, struct rect page);

#endif
