/* live/tap_none.c: tap.h for systems without TAP devices of Linux's kind. */
#include "live/tap.h"

enum tap_error tap_open(const char *name, int *fd)
{
    (void)name;
    *fd = -1;
    return TAP_NOT_HERE;
}

int tap_read(int fd, uint8_t *octets, size_t room)
{
    (void)fd;
    (void)octets;
    (void)room;
    return -1;
}

bool tap_write(int fd, const uint8_t *octets, size_t length)
{
    (void)fd;
    (void)octets;
    (void)length;
    return false;
}

void rights_lend(void)
{
}

void rights_take_back(void)
{
}

bool rights_drop(void)
{
    return true;
}
