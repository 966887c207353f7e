#!/bin/bash
N=$((5000 / 10))
if [ $1 = small ]; then LR=6e-4; else LR=3e-4; fi
for i in 1 2; do
  ARGS=" --train-iters $N --global-batch-size 8 ${EXTRA:-} "
  [ -n "$X" ] && ARGS="$ARGS --lr-warmup-iters 10"
done
run() { eval "torchrun pretrain_gpt.py $ARGS --lr $LR \"$@\""; }
cat > x.sh << END
python train.py --lr 1
END
case $1 in a|b) run ;; *) bash -c "python pretrain_gpt.py --lr 1e-4 --train-iters 9" ;; esac
