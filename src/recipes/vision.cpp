// Image classification, detection and self-supervised vision.
#include "recipes/tables.hpp"

namespace taper::recipe_tables {
namespace {

constexpr std::string_view kind = "vision";
constexpr std::string_view torchvision =
    "https://github.com/pytorch/vision/blob/main/references/classification/README.md";

constexpr recipe table[] = {
    {.name = "resnet50-v1",
     .title = "ResNet-50 of torchvision, IMAGENET1K_V1",
     .kind = kind,
     .spec = "torch.StepLR(step_size=150150) | peak(0.1)",
     .steps = 450450,
     .batch = "256 images",
     .source =
         "pytorch/vision, references/classification/README.md and train.py at 017e9b99: 90 epochs, a tenth every 30",
     .link = torchvision,
     .remark = "5005 steps an epoch: ImageNet over 8 processes with 32 images each."},
    {.name = "resnet50-v2",
     .title = "ResNet-50 of torchvision, IMAGENET1K_V2",
     .kind = kind,
     .spec = "staircase(of=torch.SequentialLR(schedulers=[\"torch.LinearLR(start_factor=0.01, total_iters=6255)\", "
             "\"torch.CosineAnnealingLR(T_max=744345)\"], milestones=[6255]) | peak(0.5), every=1251)",
     .steps = 750600,
     .batch = "1024 images",
     .source = "pytorch/vision, issue 3995 and references/classification/train.py at 017e9b99: 600 epochs, 5 of "
               "warmup, cosine by epoch",
     .link = "https://github.com/pytorch/vision/issues/3995",
     .not_verified = "the number of steps of an epoch, 1251: 1281024 images of the repeated-augmentation sampler over "
                     "8 processes with 128 images each"},
    {.name = "vit-b16-imagenet21k",
     .title = "ViT-B/16 on ImageNet-21k",
     .kind = kind,
     .spec = "linear | warmup(10000) | peak(0.001)",
     .steps = 311948,
     .batch = "4096 images",
     .source = "arXiv:2010.11929, table 3: 90 epochs, linear decay, 10K steps of warmup",
     .link = "https://arxiv.org/abs/2010.11929",
     .not_verified = "the number of steps, computed from 14.2M images; table 3 gives 30 and 90 epochs"},
    {.name = "vit-b16-imagenet1k",
     .title = "ViT-B/16 on ImageNet",
     .kind = kind,
     .spec = "cosine | warmup(10000) | peak(0.003)",
     .steps = 93835,
     .batch = "4096 images",
     .source = "arXiv:2010.11929, table 3: 300 epochs, cosine decay, 10K steps of warmup",
     .link = "https://arxiv.org/abs/2010.11929",
     .not_verified = "the number of steps, computed from 1281167 images"},
    {.name = "deit-base",
     .title = "DeiT-B",
     .kind = kind,
     .spec = "shift(of=staircase(of=timm.CosineLRScheduler(t_initial=375300, warmup_t=6255, warmup_lr_init=1e-06, "
             "lr_min=1e-05) | peak(0.001), every=1251), by=1251)",
     .steps = 375300,
     .batch = "1024 images",
     .source = "facebookresearch/deit, main.py at 0282d2a17502: 300 epochs, 5 of warmup, 5e-4 for 512 images",
     .link = "https://github.com/facebookresearch/deit/blob/main/main.py",
     .not_verified = "the batch of 1024 images: main.py does not say the number of processes",
     .remark = "The loop steps the scheduler after each epoch, so every rate comes one epoch late and the first is "
               "used twice; the rate then jumps at the end of the warmup."},
    {.name = "convnext-tiny",
     .title = "ConvNeXt-T",
     .kind = kind,
     .spec = "cosine | warmup(6240) | floor(1e-06) | peak(0.004)",
     .steps = 93600,
     .batch = "4096 images",
     .source = "arXiv:2201.03545, section 2.1, and facebookresearch/ConvNeXt, TRAINING.md at 231af9092363: 300 epochs, "
               "20 of warmup",
     .link = "https://github.com/facebookresearch/ConvNeXt/blob/main/TRAINING.md",
     .not_verified = "the lowest rate (1e-6), and whether the first step has the rate 0"},
    {.name = "mae-vit-large",
     .title = "MAE, ViT-L, pre-training for 800 epochs",
     .kind = kind,
     .spec = "cosine | warmup(12480) | peak(0.0024)",
     .steps = 249600,
     .batch = "4096 images",
     .source = "facebookresearch/mae, PRETRAIN.md and util/lr_sched.py at be47fef7: 1.5e-4 for 256 images, 40 epochs "
               "of warmup",
     .link = "https://github.com/facebookresearch/mae/blob/main/PRETRAIN.md"},
    {.name = "dinov2-vit-l14",
     .title = "DINOv2 ViT-L/14",
     .kind = kind,
     .spec = "sequence(parts=[ignite.PiecewiseLinear(milestones_values=[[0, 0], [99999, 0.0003464101615137755]]), "
             "cosine | floor(1e-06) | peak(0.0003464101615137755)], at=[100000])",
     .steps = 625000,
     .batch = "3072 images",
     .source = "facebookresearch/dinov2, configs/train/vitl14.yaml at fc49f49d734c and train/train.py at b8931f7b: "
               "2e-4 sqrt(batch / 1024), 500 epochs of 1250 steps, 80 of warmup",
     .link = "https://github.com/facebookresearch/dinov2/blob/main/dinov2/configs/train/vitl14.yaml",
     .not_verified = "the number of devices: 96, with 32 images each, make the batch and so the highest rate"},
    {.name = "yolov5",
     .title = "YOLOv5 on COCO",
     .kind = kind,
     .spec = "product(parts=[constant | warmup(5547), staircase(of=linear | floor(1%), every=1849)]) | peak(0.01)",
     .steps = 554700,
     .batch = "64 images",
     .source = "ultralytics/yolov5, data/hyps/hyp.scratch-low.yaml at 0e8b3e0a66ab and train.py at 5081342f: 300 "
               "epochs, linear by epoch",
     .link = "https://github.com/ultralytics/yolov5/blob/master/data/hyps/hyp.scratch-low.yaml",
     .not_verified = "the number of steps of an epoch, 1849, computed from 118287 images",
     .remark = "The rate of the weights; the biases begin at 0.1 and fall during the warmup."},
    {.name = "yolov8",
     .title = "YOLOv8 with the default settings and SGD, on COCO",
     .kind = kind,
     .spec = "product(parts=[constant | warmup(22179), staircase(of=linear | floor(1%), every=7393)]) | peak(0.01)",
     .steps = 739300,
     .batch = "16 images; 4 batches make one update",
     .source = "ultralytics/ultralytics, cfg/default.yaml at 00033e8f and engine/trainer.py at 3c5ac618: 100 epochs",
     .link = "https://github.com/ultralytics/ultralytics/blob/main/ultralytics/cfg/default.yaml",
     .not_verified = "the settings of the released weights",
     .remark = "With optimizer=auto, the default, the trainer ignores lr0 and chooses optimizer and rate itself."},
    {.name = "detr",
     .title = "DETR on COCO",
     .kind = kind,
     .spec = "torch.StepLR(step_size=369600) | peak(0.0001)",
     .steps = 554400,
     .batch = "64 images",
     .source =
         "arXiv:2005.12872, section 4, and facebookresearch/detr, main.py at 04d5706a5534: 1e-4, 300 epochs, a tenth "
         "after 200",
     .link = "https://github.com/facebookresearch/detr/blob/main/main.py",
     .not_verified = "the number of steps of an epoch, 1848, computed from 118287 images",
     .remark = "The rate of the transformer."},
    {.name = "mask-rcnn-r50-fpn-1x",
     .title = "Mask R-CNN R50-FPN of detectron2, 1x",
     .kind = kind,
     .spec = "product(parts=[torch.LinearLR(start_factor=0.001, total_iters=1000), "
             "torch.MultiStepLR(milestones=[60000, 80000])]) | peak(0.02)",
     .steps = 90000,
     .batch = "16 images",
     .source = "facebookresearch/detectron2, configs/Base-RCNN-FPN.yaml at 31696514cb92",
     .link = "https://github.com/facebookresearch/detectron2/blob/main/configs/Base-RCNN-FPN.yaml"},
};

}  // namespace

const std::span<const recipe> vision = table;

}  // namespace taper::recipe_tables
