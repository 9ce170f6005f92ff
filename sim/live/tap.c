/* live/tap.c: see tap.h. The device: Linux's Documentation/networking/tuntap.rst; capabilities:
 * capabilities(7), capget(2). */
#define _DEFAULT_SOURCE /* struct ifreq, setgroups(), syscall() */
#include "live/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NOBODY = 65534 };

/* --- the device --- */

static enum tap_error error_of(int error)
{
    if (error == EPERM || error == EACCES)
        return TAP_DENIED;
    if (error == ENOENT || error == ENODEV || error == ENXIO)
        return TAP_NO_TUN;
    if (error == EBUSY)
        return TAP_BUSY;
    return error == EINVAL ? TAP_BAD_NAME : TAP_FAILED;
}

/* A device that is off takes no frames. Without the rights its owner has switched it on. */
static void switch_on(struct ifreq *device)
{
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (any < 0)
        return;
    if (ioctl(any, SIOCGIFFLAGS, device) == 0 && (device->ifr_flags & IFF_UP) == 0) {
        device->ifr_flags = (short)(device->ifr_flags | IFF_UP);
        (void)ioctl(any, SIOCSIFFLAGS, device);
    }
    (void)close(any);
}

enum tap_error tap_open(const char *name, int *fd)
{
    struct ifreq device = {.ifr_flags = IFF_TAP | IFF_NO_PI};
    *fd = -1;
    size_t length = strlen(name);
    if (length == 0 || length >= IFNAMSIZ || strpbrk(name, "/: %\t\n") != NULL)
        return TAP_BAD_NAME;
    memcpy(device.ifr_name, name, length + 1);
    int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (tun < 0)
        return error_of(errno);
    if (ioctl(tun, TUNSETIFF, &device) != 0) {
        enum tap_error error = error_of(errno);
        (void)close(tun);
        return error;
    }
    switch_on(&device);
    *fd = tun;
    return TAP_OK;
}

int tap_read(int fd, uint8_t *octets, size_t room)
{
    ssize_t n = read(fd, octets, room);
    if (n >= 0)
        return (int)n;
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

bool tap_write(int fd, const uint8_t *octets, size_t length)
{
    return write(fd, octets, length) == (ssize_t)length;
}

/* --- rights --- */

/* A number that sudo has left in the environment; `otherwise` when there is none. */
static unsigned left_by_sudo(const char *name, unsigned otherwise)
{
    const char *text = getenv(name);
    char *end = NULL;
    if (text == NULL || *text == '\0')
        return otherwise;
    unsigned long value = strtoul(text, &end, 10);
    return *end == '\0' && value > 0 && value < UINT32_MAX ? (unsigned)value : otherwise;
}

void rights_lend(void)
{
    unsigned user = left_by_sudo("SUDO_UID", 0);
    if (geteuid() != 0 || user == 0)
        return;
    if (setegid(left_by_sudo("SUDO_GID", NOBODY)) == 0)
        (void)seteuid(user);
}

void rights_take_back(void)
{
    if (getuid() == 0 && geteuid() != 0 && seteuid(0) == 0)
        (void)setegid(0);
}

static bool become(unsigned user, unsigned group)
{
    return setgroups(0, NULL) == 0 && setgid(group) == 0 && setuid(user) == 0;
}

bool rights_drop(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    unsigned user = left_by_sudo("SUDO_UID", NOBODY);
    /* In a user namespace nobody else may exist (EINVAL): then it is the capabilities that
     * count. */
    if (geteuid() == 0 && !become(user, left_by_sudo("SUDO_GID", NOBODY)) && errno != EINVAL &&
        errno != EPERM)
        return false;
    memset(none, 0, sizeof none);
    return syscall(SYS_capset, &header, none) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}
