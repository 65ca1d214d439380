# SPDX-License-Identifier: MIT
# ffmpeg: generated pictures and sounds through coders and filters that can be exact; checksums.
f()
{
    ffmpeg -v error -nostdin -threads 2 "$@"
}
# For the output: as options of the input they would say nothing to coders and conversions.
exact="-flags bitexact -fflags bitexact -sws_flags bitexact+accurate_rnd+full_chroma_int"
picture="-f lavfi -i testsrc2=s=160x120:r=10"
f $picture -t 2 -pix_fmt yuv420p -c:v ffv1 $exact -f framemd5 - | cksum
f $picture -t 2 -vf scale=320:240:flags=bitexact+accurate_rnd,format=rgb24 $exact -f rawvideo - |
    cksum
f $picture -t 2 -pix_fmt yuv420p -c:v mpeg4 -idct simple -dct int -b:v 500k $exact -f md5 -
f -f lavfi -i testsrc=s=128x96:r=10 -t 2 -pix_fmt rgb24 -c:v png $exact -f rawvideo - |
    head -c 8 | cksum
seq 60000 | f -f s16le -ar 8000 -ac 1 -i - -c:a flac $exact -f wav w.wav &&
    f -i w.wav -f s16le - | cksum
f $picture -t 1 -c:v huffyuv -pix_fmt yuv422p $exact t.avi && f -i t.avi -f framemd5 - | tail -n 2
