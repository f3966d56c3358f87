// libedit: line editing and history for the shell. Swift cannot call functions that take any
// number of arguments, so each use of `el_set` and `history` has a name of its own here.
#ifndef MILLRACE_CEDITLINE_SHIM_H
#define MILLRACE_CEDITLINE_SHIM_H

#include <errno.h>
#include <histedit.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <unistd.h>
#include <wchar.h>

typedef char *(*millrace_prompt)(EditLine *);
typedef unsigned char (*millrace_key)(EditLine *, int);
typedef int (*millrace_read)(EditLine *, wchar_t *);

/// An editor on the standard streams with the keys of emacs, or of $EDITOR's user through ~/.editrc.
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

/// Reads a line. SIGINT is held back meanwhile and let in only where a character is waited for
/// (`millrace_read_character`): one that came while a key was being handled would be lost otherwise.
static inline const char *millrace_read_line(EditLine *editor, int *count) {
  sigset_t held, before;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  pthread_sigmask(SIG_BLOCK, &held, &before);
  const char *line = el_gets(editor, count);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return line;
}

/// Waits for standard input with SIGINT let in: 1 when there is something, -1 after a signal.
static inline int millrace_wait_for_input(void) {
  sigset_t open;
  pthread_sigmask(SIG_SETMASK, NULL, &open);
  sigdelset(&open, SIGINT);
  fd_set input;
  FD_ZERO(&input);
  FD_SET(STDIN_FILENO, &input);
  return pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &open) < 0 && errno == EINTR ? -1 : 1;
}

/// One character of standard input: 1 when there is one, 0 at the end, -1 after a signal.
static inline int millrace_read_character(wchar_t *out) {
  unsigned char bytes[4];
  int count = 0, need = 1;
  if (millrace_wait_for_input() < 0) return -1;
  while (count < need) {
    ssize_t got = read(STDIN_FILENO, bytes + count, 1);
    if (got == 0) return 0;
    if (got < 0) {
      if (errno == EINTR && count == 0) return -1;
      if (errno == EINTR) continue;
      return 0;
    }
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
