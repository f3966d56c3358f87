// libedit: line editing and history for the shell.
#include <histedit.h>
