# SPDX-License-Identifier: MIT
# fio by io_uring: files are written and verified, with buffers and files that the kernel knows.
job()
{
    fio --name=job --filename=file --ioengine=io_uring --size=3M --bsrange=4k-64k --rw=randrw \
        --verify=crc32c --verify_fatal=1 --iodepth=16 --randseed=7 --allrandrepeat=1 \
        --output-format=json "$@" >out 2>err || echo "status $?"
    cat err
    echo "$* $(sed -n 's/.*"total_ios" : \([0-9]*\),.*/\1/p; s/.*"error" : /error /p' out |
        head -n 3 | paste -s -d ' ' -)"
}
job
job --fixedbufs
job --registerfiles --nonvectored=0
job --iodepth_batch=8 --iodepth_batch_complete_min=4
