#ifndef CEILOMETER_BENCH_SYNC_PROBE_H
#define CEILOMETER_BENCH_SYNC_PROBE_H

/* Stands before the C library's fsync() and fdatasync(): counts them, and has them take as long as on a slower disk.
 * For a process that is started with LD_PRELOAD, by the file that CEILOMETER_BENCH_SYNCS names (a struct SyncProbe,
 * which others may map too); for one that is linked with it, by sync_probe_use(). */

#ifdef __cplusplus
extern "C" {
#endif

struct SyncProbe {
  long count; /* of syncs that are over */
  long least; /* nanoseconds that one takes at least */
};

/* From now on this one counts; it must stay. Not while another thread syncs. */
__attribute__((visibility("default"))) void sync_probe_use(struct SyncProbe* probe);

#ifdef __cplusplus
}
#endif

#endif
