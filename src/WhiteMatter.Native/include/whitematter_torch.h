/* libtorch for White Matter: the C interface of libwhitematter_torch.
 *
 * Every function that can fail returns a wmt_status; the message for the calling thread is wmt_last_error().
 * No C++ exception crosses this border. A tensor handle is the caller's: each `wmt_tensor** out` is a new
 * handle, to be given to wmt_tensor_free; handles that share values (views, in-place results) are told apart
 * nowhere else. Operations mean what the PyTorch function of that name means, gradients included.
 * Calls on different tensors may come from different threads; whether gradients are recorded is a thread's.
 */
#ifndef WHITEMATTER_TORCH_H
#define WHITEMATTER_TORCH_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define WMT_API __declspec(dllexport)
#else
#define WMT_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The first values are those of wm_status. */
typedef enum wmt_status {
    WMT_OK = 0,
    WMT_INVALID_ARGUMENT = 1,
    WMT_OUT_OF_MEMORY = 2,
    WMT_UNSUPPORTED = 5,
    WMT_INTERNAL_ERROR = 6,
    WMT_TORCH_ERROR = 7 /* libtorch refused: shapes that do not fit, a type it has no kernel for */
} wmt_status;

typedef struct wmt_tensor wmt_tensor;

/* Message of the last failure on this thread; empty if none. Valid until the next failing call on the thread.
 */
WMT_API const char* wmt_last_error(void);

/* ---------------------------------------------------------------- the library */

/* Version of libtorch that this was built against, "1.13.0" or "2.11.0+cu130". */
WMT_API const char* wmt_torch_version(void);
/* Writes what multiplies matrices, such as OpenBLAS's own description or the file that holds sgemm_. */
WMT_API wmt_status wmt_blas_description(char* text, int64_t capacity);
/* Threads of libtorch's own loops. */
WMT_API wmt_status wmt_threads_get(int32_t* threads);
WMT_API wmt_status wmt_threads_set(int32_t threads);
/* Threads of OpenBLAS, which counts its own; WMT_UNSUPPORTED if another library multiplies matrices. */
WMT_API wmt_status wmt_blas_threads_get(int32_t* threads);
WMT_API wmt_status wmt_blas_threads_set(int32_t threads);
/* Keeps the memory of large tensors on the processor that are let go of for the next of their size, in huge
 * pages where the system has them, from now on. What is mapped at once is at most nine eighths of what is in
 * use at most. */
WMT_API wmt_status wmt_blocks_keep(void);
/* Gives the system what is kept and not in use, and counts what is in use at most anew. */
WMT_API wmt_status wmt_blocks_trim(void);
/* Bytes of large tensors in use and kept. */
WMT_API wmt_status wmt_blocks_mapped(int64_t* bytes);
/* CUDA devices that can be used; 0 if libtorch was built without. */
WMT_API wmt_status wmt_cuda_device_count(int32_t* devices);
/* Waits for the work queued on a CUDA device. */
WMT_API wmt_status wmt_cuda_synchronize(int32_t index);
/* How CUDA devices compute, for the whole process: whether products of 32-bit numbers may take the 10-bit
 * fractions of TensorFloat-32, and whether convolutions keep to algorithms that give the same bits again. */
WMT_API wmt_status wmt_cuda_numerics_set(int32_t tensor_float, int32_t deterministic);
/* Most bytes of tensors on a CUDA device since the last reset; WMT_UNSUPPORTED where libtorch does not tell.
 */
WMT_API wmt_status wmt_cuda_peak_get(int32_t index, int64_t* bytes);
WMT_API wmt_status wmt_cuda_peak_reset(int32_t index);
/* Handles made and not freed. */
WMT_API int64_t wmt_live_tensors(void);

/* ---------------------------------------------------------------- types, devices, scalars */

/* Numbered as c10::ScalarType. */
typedef enum wmt_dtype {
    WMT_UINT8 = 0,
    WMT_INT8 = 1,
    WMT_INT16 = 2,
    WMT_INT32 = 3,
    WMT_INT64 = 4,
    WMT_FLOAT16 = 5,
    WMT_FLOAT32 = 6,
    WMT_FLOAT64 = 7,
    WMT_BOOL = 11,
    WMT_BFLOAT16 = 15
} wmt_dtype;

/* Numbered as c10::DeviceType. */
typedef enum wmt_device_type { WMT_CPU = 0, WMT_CUDA = 1 } wmt_device_type;

typedef struct wmt_device {
    int32_t type;  /* wmt_device_type */
    int32_t index; /* -1: the current one */
} wmt_device;

/* A number with its kind, which decides on the type of a result as in PyTorch. */
typedef struct wmt_scalar {
    double real;
    int64_t integer;
    int32_t is_integer;
} wmt_scalar;

/* ---------------------------------------------------------------- making, reading, writing */

typedef enum wmt_fill {
    WMT_EMPTY = 0, /* values are whatever the memory holds */
    WMT_ZEROS = 1,
    WMT_ONES = 2,
    WMT_RANDN = 3, /* standard normal */
    WMT_RAND = 4   /* uniform on [0, 1) */
} wmt_fill;

WMT_API wmt_status wmt_tensor_create(int32_t fill, const int64_t* shape, int32_t dimensions, int32_t dtype,
                                     wmt_device device, wmt_tensor** out);
/* In main memory that the system leaves in its place, from which a device can copy while the caller goes on;
 * the values are not set. */
WMT_API wmt_status wmt_tensor_pinned(const int64_t* shape, int32_t dimensions, int32_t dtype,
                                     wmt_tensor** out);
WMT_API wmt_status wmt_tensor_full(wmt_scalar value, const int64_t* shape, int32_t dimensions, int32_t dtype,
                                   wmt_device device, wmt_tensor** out);
/* start, start + step, … below end. */
WMT_API wmt_status wmt_arange(wmt_scalar start, wmt_scalar end, wmt_scalar step, int32_t dtype,
                              wmt_device device, wmt_tensor** out);
/* A random order of 0 … n − 1, as 64-bit integers. */
WMT_API wmt_status wmt_randperm(int64_t n, wmt_device device, wmt_tensor** out);
/* Copies values in row-major order; bytes must be the tensor's size exactly. */
WMT_API wmt_status wmt_tensor_from(const void* values, int64_t bytes, const int64_t* shape,
                                   int32_t dimensions, int32_t dtype, wmt_tensor** out);
WMT_API wmt_status wmt_tensor_read(const wmt_tensor* tensor, void* values, int64_t bytes);
WMT_API wmt_status wmt_tensor_write(wmt_tensor* tensor, const void* values, int64_t bytes);
/* The values of a contiguous tensor in main memory, in place; borrowed for as long as the tensor lives. */
WMT_API wmt_status wmt_tensor_data(const wmt_tensor* tensor, void** values, int64_t* bytes);
/* The one value of a tensor of one element. */
WMT_API wmt_status wmt_item(const wmt_tensor* tensor, wmt_scalar* value);
WMT_API void wmt_tensor_free(wmt_tensor* tensor);

typedef struct wmt_description {
    int64_t elements;
    int32_t dimensions;
    int32_t dtype;
    wmt_device device;
    int32_t element_size; /* bytes */
    int32_t contiguous;
    int32_t requires_grad;
    int32_t leaf;
} wmt_description;

WMT_API wmt_status wmt_describe(const wmt_tensor* tensor, wmt_description* description);
/* Sizes and strides (in elements) of all dimensions; either may be null. */
WMT_API wmt_status wmt_shape(const wmt_tensor* tensor, int64_t* sizes, int64_t* strides, int32_t capacity);

/* ---------------------------------------------------------------- one tensor, two tensors */

typedef enum wmt_unary_op {
    WMT_CLONE = 0,
    WMT_DETACH = 1,
    WMT_ALIAS = 2, /* another handle of the same tensor */
    WMT_CONTIGUOUS = 3,
    WMT_NEG = 4,
    WMT_ABS = 5,
    WMT_SQRT = 6,
    WMT_EXP = 7,
    WMT_LOG = 8,
    WMT_SQUARE = 9,
    WMT_ISFINITE = 10,
    WMT_ISNAN = 11,
    WMT_LOGICAL_NOT = 12,
    WMT_SIGMOID = 13,
    WMT_TANH = 14,
    WMT_RELU = 15,
    WMT_CHANNELS_LAST =
        16,        /* a copy of five dimensions with the channels of a voxel beside each other in memory */
    WMT_GELU = 17, /* x Φ(x), the normal distribution function Φ by erf */
    WMT_SILU = 18, /* x / (1 + e⁻ˣ) */
    WMT_ELU = 19   /* x where positive, else eˣ − 1 */
} wmt_unary_op;

WMT_API wmt_status wmt_unary(int32_t op, const wmt_tensor* a, wmt_tensor** out);
/* In place; NEG, ABS, SQRT, EXP, LOG, SQUARE, SIGMOID, TANH, RELU. */
WMT_API wmt_status wmt_unary_in_place(int32_t op, wmt_tensor* a);

typedef enum wmt_binary_op {
    WMT_ADD = 0, /* a + alpha b */
    WMT_SUB = 1, /* a − alpha b */
    WMT_MUL = 2,
    WMT_DIV = 3,
    WMT_POW = 4,
    WMT_EQ = 5,
    WMT_NE = 6,
    WMT_LT = 7,
    WMT_LE = 8,
    WMT_GT = 9,
    WMT_GE = 10,
    WMT_MAXIMUM = 11,
    WMT_MINIMUM = 12,
    WMT_MATMUL = 13,
    WMT_MM = 14,
    WMT_LOGICAL_AND = 15,
    WMT_LOGICAL_OR = 16
} wmt_binary_op;

/* alpha counts in ADD and SUB only. */
WMT_API wmt_status wmt_binary(int32_t op, const wmt_tensor* a, const wmt_tensor* b, wmt_scalar alpha,
                              wmt_tensor** out);
/* In place in a; ADD, SUB, MUL, DIV, POW. */
WMT_API wmt_status wmt_binary_in_place(int32_t op, wmt_tensor* a, const wmt_tensor* b, wmt_scalar alpha);
/* Of tensor and number: ADD … GE. */
WMT_API wmt_status wmt_binary_scalar(int32_t op, const wmt_tensor* a, wmt_scalar b, wmt_tensor** out);
WMT_API wmt_status wmt_binary_scalar_in_place(int32_t op, wmt_tensor* a, wmt_scalar b);
/* b − a, b / a, b to the power of a: SUB, DIV, POW. */
WMT_API wmt_status wmt_scalar_binary(int32_t op, wmt_scalar b, const wmt_tensor* a, wmt_tensor** out);
/* a + value · b · c and a + value · b / c, in place in a. */
WMT_API wmt_status wmt_addcmul_in_place(wmt_tensor* a, const wmt_tensor* b, const wmt_tensor* c,
                                        wmt_scalar value);
WMT_API wmt_status wmt_addcdiv_in_place(wmt_tensor* a, const wmt_tensor* b, const wmt_tensor* c,
                                        wmt_scalar value);
/* Either bound may be null. */
WMT_API wmt_status wmt_clamp(const wmt_tensor* a, const wmt_scalar* least, const wmt_scalar* greatest,
                             wmt_tensor** out);
WMT_API wmt_status wmt_where(const wmt_tensor* condition, const wmt_tensor* a, const wmt_tensor* b,
                             wmt_tensor** out);
WMT_API wmt_status wmt_masked_fill(const wmt_tensor* a, const wmt_tensor* mask, wmt_scalar value,
                                   wmt_tensor** out);
WMT_API wmt_status wmt_copy_in_place(wmt_tensor* a, const wmt_tensor* from);
WMT_API wmt_status wmt_fill_in_place(wmt_tensor* a, wmt_scalar value);
/* Draws from the uniform distribution on [low, high) or the normal of this mean and standard deviation. */
WMT_API wmt_status wmt_uniform_in_place(wmt_tensor* a, double low, double high);
WMT_API wmt_status wmt_normal_in_place(wmt_tensor* a, double mean, double deviation);
/* To a type and a device; the same values if neither differs, unless a copy is asked for. Unless it waits, a
 * copy from pinned memory to a device may still be under way when the call returns; operations on the device
 * come after it. */
WMT_API wmt_status wmt_to(const wmt_tensor* a, int32_t dtype, wmt_device device, int32_t copy, int32_t wait,
                          wmt_tensor** out);

/* ---------------------------------------------------------------- reductions, shapes */

typedef enum wmt_reduction {
    WMT_SUM = 0,
    WMT_MEAN = 1,
    WMT_MAX = 2,
    WMT_MIN = 3,
    WMT_ALL = 4, /* over all elements or one dimension */
    WMT_ANY = 5, /* over all elements or one dimension */
    WMT_STD = 6, /* divided by n − 1 */
    WMT_VAR = 7  /* divided by n − 1 */
} wmt_reduction;

/* Over the listed dimensions, over all of them if count is 0. */
WMT_API wmt_status wmt_reduce(int32_t op, const wmt_tensor* a, const int64_t* dimensions, int32_t count,
                              int32_t keep_dimensions, wmt_tensor** out);

typedef enum wmt_reshape_op {
    WMT_RESHAPE = 0,
    WMT_VIEW = 1,
    WMT_EXPAND = 2,
    WMT_PERMUTE = 3 /* the sizes are the order of the dimensions */
} wmt_reshape_op;

WMT_API wmt_status wmt_reshape(int32_t op, const wmt_tensor* a, const int64_t* sizes, int32_t count,
                               wmt_tensor** out);
WMT_API wmt_status wmt_flatten(const wmt_tensor* a, int64_t start, int64_t end, wmt_tensor** out);
WMT_API wmt_status wmt_transpose(const wmt_tensor* a, int64_t dimension0, int64_t dimension1,
                                 wmt_tensor** out);
WMT_API wmt_status wmt_squeeze(const wmt_tensor* a, int64_t dimension, wmt_tensor** out);
WMT_API wmt_status wmt_unsqueeze(const wmt_tensor* a, int64_t dimension, wmt_tensor** out);
WMT_API wmt_status wmt_select(const wmt_tensor* a, int64_t dimension, int64_t index, wmt_tensor** out);
WMT_API wmt_status wmt_narrow(const wmt_tensor* a, int64_t dimension, int64_t start, int64_t length,
                              wmt_tensor** out);
WMT_API wmt_status wmt_slice(const wmt_tensor* a, int64_t dimension, int64_t start, int64_t end, int64_t step,
                             wmt_tensor** out);
WMT_API wmt_status wmt_index_select(const wmt_tensor* a, int64_t dimension, const wmt_tensor* index,
                                    wmt_tensor** out);
/* Along a dimension that is there (cat) or along a new one (stack). */
WMT_API wmt_status wmt_cat(const wmt_tensor* const* tensors, int32_t count, int64_t dimension,
                           wmt_tensor** out);
WMT_API wmt_status wmt_stack(const wmt_tensor* const* tensors, int32_t count, int64_t dimension,
                             wmt_tensor** out);

/* ---------------------------------------------------------------- gradients */

/* Whether this thread records operations for backward. */
WMT_API wmt_status wmt_grad_mode_get(int32_t* enabled);
WMT_API wmt_status wmt_grad_mode_set(int32_t enabled);
WMT_API wmt_status wmt_requires_grad_set(wmt_tensor* tensor, int32_t requires_grad);
/* Null in out where there is no gradient. */
WMT_API wmt_status wmt_grad_get(const wmt_tensor* tensor, wmt_tensor** out);
/* A null gradient frees it. */
WMT_API wmt_status wmt_grad_set(wmt_tensor* tensor, const wmt_tensor* gradient);
/* Adds gradients to the leaves that require them. gradient may be null for a tensor of one element. */
WMT_API wmt_status wmt_backward(const wmt_tensor* tensor, const wmt_tensor* gradient, int32_t retain_graph);

/* ---------------------------------------------------------------- fewer digits */

/* Whether this thread's products and convolutions on a kind of device (wmt_device_type) are computed in the
 * type, whatever that of their operands. Turning it off forgets the weights that were converted. */
WMT_API wmt_status wmt_autocast_get(int32_t device_type, int32_t* enabled, int32_t* dtype);
WMT_API wmt_status wmt_autocast_set(int32_t device_type, int32_t enabled, int32_t dtype);
/* Shrinks the gradients of parameters so that their norm, taken together, is at most the largest: the
 * operations of torch.nn.utils.clip_grad_norm_. The norm before is told; where it is no finite number nothing
 * is changed. */
WMT_API wmt_status wmt_gradients_clip(int32_t count, wmt_tensor* const* parameters, double largest,
                                      double* norm);
/* Divides the gradients of parameters by the scale, and tells whether all of them are finite numbers. */
WMT_API wmt_status wmt_gradients_unscale(int32_t count, wmt_tensor* const* parameters, double scale,
                                         int32_t* finite);

/* ---------------------------------------------------------------- layers; input batch × channels × x × y × z
 */

WMT_API wmt_status wmt_conv3d(const wmt_tensor* input, const wmt_tensor* weight, const wmt_tensor* bias,
                              const int64_t stride[3], const int64_t padding[3], const int64_t dilation[3],
                              int64_t groups, wmt_tensor** out);
/* The same for a network in use. Where no gradient is asked for, oneDNN serves a single small volume on the
 * processor too, for which libtorch takes slower loops of its own, and windows side by side, as patches are,
 * are a product: the last bits are other ones than in training. */
WMT_API wmt_status wmt_conv3d_in_use(const wmt_tensor* input, const wmt_tensor* weight,
                                     const wmt_tensor* bias, const int64_t stride[3],
                                     const int64_t padding[3], const int64_t dilation[3], int64_t groups,
                                     wmt_tensor** out);
WMT_API wmt_status wmt_conv_transpose3d(const wmt_tensor* input, const wmt_tensor* weight,
                                        const wmt_tensor* bias, const int64_t stride[3],
                                        const int64_t padding[3], const int64_t output_padding[3],
                                        const int64_t dilation[3], int64_t groups, wmt_tensor** out);
WMT_API wmt_status wmt_max_pool3d(const wmt_tensor* input, const int64_t kernel[3], const int64_t stride[3],
                                  const int64_t padding[3], const int64_t dilation[3], int32_t ceil_mode,
                                  wmt_tensor** out);
/* weight, bias and the running statistics may be null; training updates the running statistics. */
WMT_API wmt_status wmt_batch_norm(const wmt_tensor* input, const wmt_tensor* weight, const wmt_tensor* bias,
                                  wmt_tensor* running_mean, wmt_tensor* running_variance, int32_t training,
                                  double momentum, double epsilon, wmt_tensor** out);
WMT_API wmt_status wmt_linear(const wmt_tensor* input, const wmt_tensor* weight, const wmt_tensor* bias,
                              wmt_tensor** out);
/* Centred and scaled over the last dimensions, whose sizes are given; weight and bias may be null. */
WMT_API wmt_status wmt_layer_norm(const wmt_tensor* input, const int64_t* sizes, int32_t count,
                                  const wmt_tensor* weight, const wmt_tensor* bias, double epsilon,
                                  wmt_tensor** out);
/* Each person's groups of channels centred and scaled; weight and bias, of the channels, may be null. */
WMT_API wmt_status wmt_group_norm(const wmt_tensor* input, int64_t groups, const wmt_tensor* weight,
                                  const wmt_tensor* bias, double epsilon, wmt_tensor** out);
/* softmax(q k' / sqrt(d)) v in each head, of queries, keys and values beside each other: n x tokens x (3 x
 * heads x d) to n x tokens x (heads x d). For a network in use, on the processor in single precision: it has
 * no gradient, and of the shares of tokens in each other only those of a block of queries are kept. */
WMT_API wmt_status wmt_attention(const wmt_tensor* together, int64_t heads, wmt_tensor** out);
WMT_API wmt_status wmt_softmax(const wmt_tensor* input, int64_t dimension, wmt_tensor** out);
/* A value before and after the entries of dimensions, two counts each, from the last dimension on. */
WMT_API wmt_status wmt_pad(const wmt_tensor* input, const int64_t* counts, int32_t count, wmt_scalar value,
                           wmt_tensor** out);
WMT_API wmt_status wmt_leaky_relu(const wmt_tensor* input, double negative_slope, wmt_tensor** out);
WMT_API wmt_status wmt_leaky_relu_in_place(wmt_tensor* input, double negative_slope);

/* ---------------------------------------------------------------- optimiser */

typedef struct wmt_adam_options {
    double learning_rate;
    double beta1;
    double beta2;
    double epsilon;
    double weight_decay;
    int32_t
        decoupled; /* whether the decay shrinks the parameter itself and stays out of the moments (AdamW) */
} wmt_adam_options;

/* One step of Adam (Kingma and Ba 2015) or AdamW (Loshchilov and Hutter 2019) for each parameter, from its
 * gradient, which must be there: the operations of torch.optim.Adam and AdamW in their order, so that results
 * are equal to theirs. steps: how often each
 * parameter has been stepped, this time included. The moments are updated in place. */
WMT_API wmt_status wmt_adam_step(int32_t count, wmt_tensor* const* parameters,
                                 wmt_tensor* const* first_moments, wmt_tensor* const* second_moments,
                                 const int64_t* steps, const wmt_adam_options* options);

/* ---------------------------------------------------------------- random numbers */

/* Seeds the generators of all devices. */
WMT_API wmt_status wmt_manual_seed(uint64_t seed);
/* The state of a device's generator as bytes; what is drawn next follows from it. */
WMT_API wmt_status wmt_generator_state_get(wmt_device device, wmt_tensor** out);
WMT_API wmt_status wmt_generator_state_set(wmt_device device, const wmt_tensor* state);

#ifdef __cplusplus
}
#endif

#endif
