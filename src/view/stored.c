/* view/stored.c - a generation as it is stored with its job and handed to a worker. What was not
 * given is left out or null; worker/lease_read.c reads it back. */
#include "view/view.h"

#include "wire/json_write.h"

/* A name from a table, or null for its "not given". */
static void put_name(cd_buf *out, const char *key, const char *name)
{
    cd_jw_key_c(out, key, name[0] != '\0' ? name : NULL);
}

/* With all its digits: what is read back is the same number. */
static void put_number(cd_buf *out, const char *key, double value)
{
    char text[40];
    cd_buf number = {text, 0, sizeof text, sizeof text, false};
    cd_buf_printf(&number, "%.17g", value);
    cd_jw_key(out, key);
    cd_jw_raw(out, cd_buf_str(&number));
}

static void put_toggle(cd_buf *out, const char *key, cd_toggle toggle)
{
    if (toggle != CD_TOGGLE_UNSET)
        cd_jw_key_bool(out, key, toggle == CD_TOGGLE_ON);
}

static void put_control(cd_buf *out, const char *key, const cd_control *control)
{
    if (!control->given)
        return;
    cd_jw_key(out, key);
    cd_jw_open(out, '{');
    put_toggle(out, "enabled", control->enabled);
    if (control->has_amount)
        put_number(out, "amount", control->amount);
    cd_jw_close(out, '}');
}

static void put_edit(cd_buf *out, const cd_video_edit *edit)
{
    cd_jw_key(out, "edit");
    cd_jw_open(out, '{');
    put_toggle(out, "auto_controls", edit->auto_controls);
    put_name(out, "strength", cd_strength_name(edit->strength));
    if (edit->has_controls) {
        cd_jw_key(out, "controls");
        cd_jw_open(out, '{');
        put_control(out, "pose", &edit->pose);
        put_control(out, "depth", &edit->depth);
        put_control(out, "normals", &edit->normals);
        put_control(out, "trajectory", &edit->trajectory);
        put_control(out, "face", &edit->face);
        cd_jw_close(out, '}');
    }
    cd_jw_close(out, '}');
}

static void put_position(cd_buf *out, const cd_source_position *position)
{
    cd_jw_key(out, "source_position");
    cd_jw_open(out, '{');
    put_number(out, "x_norm", position->x);
    put_number(out, "y_norm", position->y);
    put_number(out, "w_norm", position->w);
    put_number(out, "h_norm", position->h);
    cd_jw_close(out, '}');
}

static void put_video(cd_buf *out, const cd_video *video)
{
    cd_jw_key(out, "video");
    cd_jw_open(out, '{');
    put_name(out, "resolution", cd_resolution_name(video->resolution));
    put_name(out, "duration", cd_duration_name(video->duration));
    cd_jw_key_bool(out, "loop", video->loop);
    cd_jw_key_bool(out, "hdr", video->hdr);
    cd_jw_key_bool(out, "exr_export", video->exr_export);
    cd_jw_key(out, "keyframe_indexes");
    cd_jw_open(out, '[');
    for (size_t i = 0; i < video->keyframe_index_count; i++)
        cd_jw_i64(out, video->keyframe_indexes[i]);
    cd_jw_close(out, ']');
    if (video->edit.given)
        put_edit(out, &video->edit);
    if (video->source_position.given)
        put_position(out, &video->source_position);
    cd_jw_close(out, '}');
}

static void put_inputs(cd_buf *out, const cd_generation *gen)
{
    cd_jw_key(out, "inputs");
    cd_jw_open(out, '[');
    for (size_t i = 0; i < gen->input_count; i++) {
        const cd_input *input = &gen->inputs[i];
        cd_jw_open(out, '{');
        put_name(out, "role", cd_role_name(input->role));
        cd_jw_key_i64(out, "index", input->index);
        put_name(out, "media", cd_media_name(input->media));
        cd_jw_key_c(out, "key", input->key);
        cd_jw_key_c(out, "media_type", input->media_type);
        cd_jw_key_i64(out, "width", input->width);
        cd_jw_key_i64(out, "height", input->height);
        cd_jw_key_i64(out, "duration_ms", input->duration_ms);
        cd_jw_key_bool(out, "own", input->own);
        cd_jw_close(out, '}');
    }
    cd_jw_close(out, ']');
}

static void put_simulate(cd_buf *out, const cd_generation *gen)
{
    cd_jw_key(out, "simulate");
    cd_jw_open(out, '{');
    put_name(out, "failure_code", cd_failure_code(gen->simulate_failure));
    cd_jw_key_i64(out, "delay_ms", gen->simulate_delay_ms);
    cd_jw_close(out, '}');
}

void cd_view_request(cd_buf *out, const cd_generation *gen)
{
    cd_jw_open(out, '{');
    put_name(out, "type", cd_type_name(gen->type));
    put_name(out, "model", cd_model_name(gen->model));
    put_name(out, "aspect_ratio", cd_ratio_name(gen->ratio));
    put_name(out, "output_format", cd_format_name(gen->format));
    put_name(out, "style", cd_style_name(gen->style));
    cd_jw_key_bool(out, "web_search", gen->web_search);
    cd_jw_key_str(out, "prompt", gen->prompt);
    cd_jw_key_str(out, "user_id", gen->user_id);
    if (gen->video.given)
        put_video(out, &gen->video);
    if (gen->input_count > 0)
        put_inputs(out, gen);
    if (gen->simulate_failure != CD_FAILURE_NONE || gen->simulate_delay_ms > 0)
        put_simulate(out, gen);
    cd_jw_close(out, '}');
}
