// libedit: line editing and history for the shell. Swift cannot call functions that take any
// number of arguments, so each use of `el_set` and `history` has a name of its own here.
#ifndef MILLRACE_CEDITLINE_SHIM_H
#define MILLRACE_CEDITLINE_SHIM_H

#include <errno.h>
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

typedef char *(*millrace_prompt)(EditLine *);
typedef unsigned char (*millrace_key)(EditLine *, int);
typedef int (*millrace_read)(EditLine *, wchar_t *);

/// An editor on the standard streams with the keys of emacs, or of $EDITOR's user through ~/.editrc.
///
/// Whatever the terminal's mode, Ctrl-C is a signal and every other key a character:
/// - Between two lines ("-x") the terminal hands out single characters too. If it collected lines,
///   a Ctrl-D typed then would come out as a NUL.
/// - Libedit binds NUL, its mark for keys that are off, to the quoting of the next key; it sets the
///   mark here, as the manual has it.
/// - Where the next key is quoted ("-q") signals stay on.
static inline EditLine *millrace_editor(const char *program, History *history_list,
                                        millrace_prompt prompt, millrace_read read,
                                        millrace_key complete, void *client) {
  EditLine *editor = el_init(program, stdin, stdout, stderr);
  if (editor == NULL) return NULL;
  el_set(editor, EL_CLIENTDATA, client);
  el_set(editor, EL_PROMPT, prompt);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_SIGNAL, 0);
  el_set(editor, EL_HIST, history, history_list);
  el_set(editor, EL_ADDFN, "millrace-complete", "completes names", complete);
  el_set(editor, EL_BIND, "^I", "millrace-complete", NULL);
  el_set(editor, EL_BIND, "^R", "em-inc-search-prev", NULL);
  el_set(editor, EL_BIND, "^@", "em-set-mark", NULL);
  el_set(editor, EL_SETTY, "-x", "-icanon", NULL);
  el_set(editor, EL_SETTY, "-d", "min=^@", NULL);
  el_set(editor, EL_SETTY, "-q", "+isig", NULL);
  el_set(editor, EL_GETCFN, read);
  el_source(editor, NULL);
  return editor;
}

static inline void *millrace_client(EditLine *editor) {
  void *client = NULL;
  el_get(editor, EL_CLIENTDATA, &client);
  return client;
}

static inline History *millrace_history(int count) {
  History *list = history_init();
  HistEvent event;
  if (list == NULL) return NULL;
  history(list, &event, H_SETSIZE, count);
  history(list, &event, H_SETUNIQUE, 1);
  return list;
}

static inline int millrace_history_load(History *list, const char *path) {
  HistEvent event;
  return history(list, &event, H_LOAD, path);
}

static inline int millrace_history_save(History *list, const char *path) {
  HistEvent event;
  return history(list, &event, H_SAVE, path);
}

static inline int millrace_history_add(History *list, const char *line) {
  HistEvent event;
  return history(list, &event, H_ENTER, line);
}

/// The oldest line of the history, then with `next` those after it; NULL at the end.
static inline const char *millrace_history_line(History *list, int next) {
  HistEvent event;
  return history(list, &event, next ? H_PREV : H_LAST) == -1 ? NULL : event.str;
}

/// Reads a line. The terminal is ready for keys before the prompt asks for them; otherwise it would
/// show the first ones itself.
static inline const char *millrace_read_line(EditLine *editor, int *count) {
  el_set(editor, EL_PREP_TERM, 1);
  return el_gets(editor, count);
}

/// One byte of the terminal: 1 when there is one, 0 at the end, -1 when `wait` gives 0 because of a
/// signal. What `wait` has seen may be gone, as Ctrl-C empties the terminal's queue; `read` must not
/// wait for more then ("min=^@"), because it would not let the signal in.
static inline int millrace_read_byte(int (*wait)(void), unsigned char *out) {
  struct termios modes;
  while (wait()) {
    ssize_t got = read(STDIN_FILENO, out, 1);
    if (got == 1) return 1;
    int is_empty = got == 0 && tcgetattr(STDIN_FILENO, &modes) == 0 && !(modes.c_lflag & ICANON);
    if (!is_empty && !(got < 0 && errno == EINTR)) return 0;
  }
  return -1;
}

/// One character of the terminal; gives the same as `millrace_read_byte`.
static inline int millrace_read_character(int (*wait)(void), wchar_t *out) {
  unsigned char bytes[4];
  int count = 0, need = 1;
  while (count < need) {
    int got = millrace_read_byte(wait, bytes + count);
    if (got != 1) return got;
    if (count == 0) {
      need = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
    }
    count++;
  }
  if (need == 1) {
    *out = bytes[0];
  } else {
    wchar_t value = bytes[0] & (0xFF >> (need + 1));
    for (int i = 1; i < need; i++) value = value << 6 | (bytes[i] & 0x3F);
    *out = value;
  }
  return 1;
}

#endif
