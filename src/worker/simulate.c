/* worker/simulate.c - the stage that does what a sandbox key asked for: takes its time, and fails.
 */
#include "worker/run_int.h"

#include "base/clock.h"

enum { LOOK_MS = 20 };

cd_rc cd_worker__simulate(cd_run *run, cd_net *net, cd_err *err)
{
    const int64_t until_ms = cd_clock_mono_ms() + run->gen.simulate_delay_ms;
    (void)net;
    while (cd_clock_mono_ms() < until_ms) {
        if (cd_atomic_get(&run->lost) != 0)
            return cd_fail(err, CD_E_CANCELED, NULL, "the lease is lost");
        cd_clock_sleep_ms(LOOK_MS);
    }
    run->failure = run->gen.simulate_failure;
    return CD_OK;
}
