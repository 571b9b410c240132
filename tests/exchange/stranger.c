/* SPDX-License-Identifier: Apache-2.0 */
/* Talking to the stranger: see stranger.h. */
#include "exchange/stranger.h"

#include <string.h>

struct _Stranger
{
    char *program;
    GSubprocess *process;
    GDataInputStream *answers;
    char *answer;
};

static void
begin(Stranger *self)
{
    g_autoptr(GError) error = NULL;

    self->process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                     &error, self->program, NULL);
    if (self->process == NULL)
        g_error("%s", error->message);
    self->answers = g_data_input_stream_new(g_subprocess_get_stdout_pipe(self->process));
}

static void
end(Stranger *self)
{
    g_output_stream_close(g_subprocess_get_stdin_pipe(self->process), NULL, NULL);
    g_subprocess_wait(self->process, NULL, NULL);
    g_clear_object(&self->answers);
    g_clear_object(&self->process);
}

Stranger *
stranger_new(const char *program)
{
    Stranger *self = g_new0(Stranger, 1);

    self->program = g_strdup(program);
    begin(self);
    return self;
}

void
stranger_restart(Stranger *self)
{
    end(self);
    begin(self);
}

void
stranger_free(Stranger *self)
{
    if (self == NULL)
        return;
    end(self);
    g_free(self->program);
    g_free(self->answer);
    g_free(self);
}

static const char *
ask(Stranger *self, const char *question)
{
    GOutputStream *in = g_subprocess_get_stdin_pipe(self->process);

    g_clear_pointer(&self->answer, g_free);
    if (g_output_stream_write_all(in, question, strlen(question), NULL, NULL, NULL))
        self->answer = g_data_input_stream_read_line(self->answers, NULL, NULL, NULL);
    return self->answer;
}

const char *
stranger_start(Stranger *self, const char *chart)
{
    g_autofree char *question = g_strdup_printf("chart %zu\n%s", strlen(chart), chart);

    return ask(self, question);
}

const char *
stranger_send(Stranger *self, const char *event)
{
    g_autofree char *question = g_strdup_printf("event %s\n", event);

    return ask(self, question);
}
