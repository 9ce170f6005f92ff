/* base/version.h: which netstage this is. The same as in CMakeLists.txt; a test compares. */
#ifndef NETSTAGE_BASE_VERSION_H
#define NETSTAGE_BASE_VERSION_H

#define NETSTAGE_VERSION "0.1.0"

#endif
