learning_rate = 1e-3
max_iters = 5000
lr_decay_iters = max_iters
warmup_iters = 100
