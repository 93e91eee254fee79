/// Words of the settings of networks and their training.
module internal WhiteMatter.Language.Catalogue.EnumerationsOfNetworks

let case name doc = {
    Name = name
    Doc = doc
    Numbered = false
    Availability = Availability.Here
}

let all: EnumerationRow list = [
    {
        Name = "loss"
        Doc = "What training makes small."
        Cases = [
            case "masked_mse" "the mean squared error of the voxels inside the mask: Σ(x − x̂)²m / Σm"
        ]
    }
    {
        Name = "people who lack a kind of images"
        Doc = "What becomes of people who have images of some of a model's kinds and not of others."
        Cases = [
            case "exclude" "they are left out, and counted"
            case
                "allow"
                "they are taken with 0 inside the mask in place of what they lack; their loss is over the kinds that they have, whose weights add up to 1 again"
        ]
    }
    {
        Name = "crop of a model's images"
        Doc = "Which part of the images' grid a network sees."
        Cases = [
            case "none" "all of it"
            case
                "mask"
                "the box around the voxels inside the mask, of several kinds of images inside any of their masks; maps and pictures stay on the whole grid"
        ]
    }
    {
        Name = "device"
        Doc = "What a network runs on."
        Cases = [
            case "auto" "the first CUDA GPU where there is one, else the processor"
            case "cpu" "the processor"
            {
                case "cuda" "the CUDA GPU of that number, from 0" with
                    Numbered = true
            }
        ]
    }
    {
        Name = "schedule of the learning rate"
        Doc = "How the learning rate goes over the epochs."
        Cases = [
            case "plateau" "it is halved where the validation loss no longer falls"
            case "cosine" "it follows half a cosine from its start to 0; `epochs` then enters its course"
            case "constant" "it stays"
        ]
    }
    {
        Name = "precision of a network"
        Doc = "In how many digits a GPU computes products and convolutions."
        Cases = [
            case "fp32" "32-bit floating point, a fraction of 23 bits"
            case
                "tf32"
                "TensorFloat-32: the range of 32 bits, products with a fraction of 10; many times as fast as fp32 on GPUs since Ampere"
            case "bf16" "bfloat16: the range of 32 bits, a fraction of 7; half the memory, on GPUs since Ampere"
            case
                "fp16"
                "16-bit floating point, with the loss scaled against underflow; half the memory, on GPUs before Ampere too"
        ]
    }
    {
        Name = "treatment of activations"
        Doc = "What becomes of what layers give between the forward and the backward pass."
        Cases = [
            case "keep" "it is kept"
            case "recompute" "it is computed again for the gradients: about half the memory, a third more time"
        ]
    }
    {
        Name = "normalisation of channels"
        Doc = "What centres and scales the channels that a convolution gives."
        Cases = [
            case "batch" "each channel over the batch, and by running statistics in use (Ioffe and Szegedy 2015)"
            case "instance" "each channel of a person (Ulyanov et al. 2016)"
            case
                "group"
                "groups of a person's channels (Wu and He 2018): eight, or the most of 4, 2 and 1 that goes into the channels"
            case "none" "nothing"
        ]
    }
    {
        Name = "activation"
        Doc = "The function of each number after a layer."
        Cases = [
            case "leaky_relu" "x where positive, else 0.01 x"
            case "relu" "x where positive, else 0"
            case "elu" "x where positive, else exp(x) - 1 (Clevert et al. 2016)"
            case "gelu" "x by the normal distribution function of x (Hendrycks and Gimpel 2016)"
            case "silu" "x / (1 + exp(-x)) (Elfwing et al. 2018)"
        ]
    }
    {
        Name = "positions of patches"
        Doc = "How a transformer knows where a patch lies."
        Cases = [
            case "sin_cos" "by sines and cosines of its place along each axis, a third of the width each"
            case "learned" "by learnt numbers"
        ]
    }
    {
        Name = "voxels of the loss"
        Doc = "Over which voxels inside the mask the loss is taken where blocks of images are hidden."
        Cases = [
            case "hidden" "the hidden ones, as in masked autoencoders (He et al. 2022)"
            case "all" "all"
        ]
    }
]
