# Values of morphpiece/llm.c runit.sh: -x 3 of a trial is still there
./train_gpt2cu -b 32 -t 2048 -d 524288 \
  -l 0.0003 -q 0.1 \
  -u 700 \
  -x 3
