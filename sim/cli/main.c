/* cli/main.c: the program `netstage`. */
#include <stdio.h>

int main(void)
{
    puts("netstage");
    return 0;
}
