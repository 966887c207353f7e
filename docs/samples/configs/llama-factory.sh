# Values of hiyouga/LLaMA-Factory, issue 394: the rate stays constant, although cosine is written
accelerate launch src/train_bash.py --stage sft --finetuning_type lora --template llama2 \
  --per_device_train_batch_size 4 --gradient_accumulation_steps 4 \
  --lr_scheduler_type cosine --learning_rate 1e-4 --num_train_epochs 10.0 \
  --deepspeed ds_config.json
