/* engine/multiplane/film/camera.c - the moves of moves.def, and the paths they become. */
#include "engine/multiplane/film/camera.h"

#include "engine/multiplane/words/says.h"

static const struct {
    const char *words;
    mp_move move;
} moves[] = {
#define MP_MOVE(words, x, y, z) {words, {x, y, z}},
#include "engine/multiplane/film/moves.def"
#undef MP_MOVE
};

#define TURN 6.2831853f
/* How much nearer the lower edge comes on a whole way forward. */
static const float zoom_most = 0.20f;

mp_move cd_mp_camera_move(cd_str prompt, uint64_t seed)
{
    for (size_t i = 0; i < CD_COUNT(moves); i++)
        if (cd_mp_says(prompt, moves[i].words))
            return moves[i].move;
    const float side = (seed & 1) != 0 ? 1.0f : -1.0f;
    return (mp_move){0.55f * side, 0.0f, (seed & 2) != 0 ? 0.7f : 0.45f};
}

mp_pose cd_mp_camera_film(const mp_move *move, float width, float height, bool loop, float t)
{
    const float reach_x = 0.45f * MP_SET_MARGIN * width * move->x;
    const float reach_y = -0.40f * MP_SET_MARGIN * height * move->y;
    mp_pose pose = {.bob = 0.006f * height * sinf(TURN * 2.0f * t),
                    .wave = 0.006f * width,
                    .wave_phase = 3.0f * t};
    if (loop) { /* an ellipse, at an even pace: no frame shows where it begins */
        pose.x = reach_x * cosf(TURN * t);
        pose.y = reach_y * cosf(TURN * t);
        pose.zoom = 1.0f + 0.25f * zoom_most * (1.2f + sinf(TURN * t));
        pose.drift = 0.006f * width * sinf(TURN * t);
        return pose;
    }
    pose.x = reach_x * (2.0f * t - 1.0f);
    pose.y = reach_y * (2.0f * t - 1.0f);
    pose.zoom = 1.0f + zoom_most * (move->z < 0.0f ? -move->z * (1.0f - t) : move->z * t);
    pose.drift = 0.018f * width * (t - 0.5f);
    return pose;
}

mp_pose cd_mp_camera_leave(const mp_move *move, float width, float height, bool loop, float t)
{
    const float way = loop ? 0.5f - 0.5f * cosf(TURN * t) : t;
    const float aside = loop ? 0.5f * sinf(TURN * t) * way : 0.5f * t;
    const float zoom = 1.0f + 0.14f * way;
    const float room = 0.9f * (1.0f - 1.0f / zoom);
    return (mp_pose){
        .x = room * aside * width * move->x, .y = -room * aside * height * move->y, .zoom = zoom};
}
