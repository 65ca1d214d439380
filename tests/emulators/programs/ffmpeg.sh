# SPDX-License-Identifier: MIT
# ffmpeg: generated pictures and sounds through lossless coders and integer filters; checksums.
f()
{
    ffmpeg -v error -nostdin -flags bitexact -fflags bitexact -threads 2 "$@"
}
f -f lavfi -i testsrc2=s=160x120:r=10 -t 2 -pix_fmt yuv420p -c:v ffv1 -f framemd5 - | cksum
f -f lavfi -i testsrc2=s=160x120:r=10 -t 2 -vf scale=320:240:flags=bitexact+accurate_rnd,format=rgb24 \
    -f rawvideo - | cksum
f -f lavfi -i testsrc2=s=160x120:r=10 -t 2 -pix_fmt yuv420p -sws_flags bitexact -c:v mpeg4 -idct simple \
    -dct int -b:v 500k -f md5 -
f -f lavfi -i testsrc=s=128x96:r=10 -t 2 -pix_fmt rgb24 -c:v png -f rawvideo - | head -c 8 | cksum
seq 60000 | f -f s16le -ar 8000 -ac 1 -i - -c:a flac -f wav w.wav && f -i w.wav -f s16le - | cksum
f -f lavfi -i testsrc2=s=160x120:r=10 -t 1 -pix_fmt yuv420p -c:v huffyuv t.avi &&
    f -i t.avi -f framemd5 - | tail -n 2
