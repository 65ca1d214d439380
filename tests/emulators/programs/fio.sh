# SPDX-License-Identifier: MIT
# fio: files are written and verified by each way of I/O that all CPUs have.
# job ENGINE OPTION...: what it did, in operations, or why it could not.
job()
{
    engine=$1
    shift
    fio --name=job --filename="$engine" --ioengine="$engine" --size=3M --bsrange=4k-64k \
        --rw=randrw --verify=crc32c --verify_fatal=1 --iodepth=16 --randseed=7 \
        --allrandrepeat=1 --output-format=json "$@" >out 2>err || echo "$engine: status $?"
    grep -v '^fio: this platform' err || :
    echo "$engine: $(sed -n 's/.*"total_ios" : \([0-9]*\),.*/\1/p; s/.*"error" : /error /p' out |
        head -n 3 | paste -s -d ' ' -)"
}
for engine in sync psync vsync pvsync pvsync2 mmap posixaio libaio; do
    job "$engine"
done
job libaio --iodepth_batch=8 --iodepth_batch_complete_min=4 --fsync=16
job splice --verify=0
cksum sync libaio | sed 's/ .*//' | uniq | wc -l
