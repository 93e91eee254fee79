// The C interface to libtorch: handles, errors, and gradients against closed forms.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "whitematter_torch.h"

// Read by the address sanitizer: memory that cannot be had is null here as it is without it.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }

namespace {

constexpr wmt_device cpu{WMT_CPU, -1};
constexpr wmt_scalar one{0.0, 1, 1};

// A tensor that is freed at the end of its scope.
class Tensor {
  public:
    Tensor() = default;
    explicit Tensor(const std::vector<double>& values) {
        const auto count = static_cast<int64_t>(values.size());
        EXPECT_EQ(WMT_OK, wmt_tensor_from(values.data(), count * 8, &count, 1, WMT_FLOAT64, &handle_));
    }
    Tensor(const Tensor&) = delete;
    Tensor& operator=(const Tensor&) = delete;
    ~Tensor() { wmt_tensor_free(handle_); }

    wmt_tensor* get() const { return handle_; }
    wmt_tensor** place() { return &handle_; }
    std::vector<double> values() const {
        wmt_description description{};
        EXPECT_EQ(WMT_OK, wmt_describe(handle_, &description));
        std::vector<double> copy(static_cast<std::size_t>(description.elements));
        EXPECT_EQ(WMT_OK, wmt_tensor_read(handle_, copy.data(), static_cast<int64_t>(copy.size() * 8)));
        return copy;
    }

  private:
    wmt_tensor* handle_ = nullptr;
};

TEST(TorchInterface, HandlesAreCountedAndFreed) {
    const int64_t before = wmt_live_tensors();
    {
        const Tensor a({1.0, 2.0});
        Tensor b;
        ASSERT_EQ(WMT_OK, wmt_unary(WMT_ALIAS, a.get(), b.place()));
        EXPECT_EQ(before + 2, wmt_live_tensors());
        EXPECT_EQ(a.values(), b.values());
    }
    EXPECT_EQ(before, wmt_live_tensors());
    wmt_tensor_free(nullptr);
}

TEST(TorchInterface, DescribesWhatWasMade) {
    const int64_t shape[] = {2, 3, 4};
    Tensor a;
    Tensor b;
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_ZEROS, shape, 3, WMT_FLOAT32, cpu, a.place()));
    ASSERT_EQ(WMT_OK, wmt_transpose(a.get(), 0, 2, b.place()));
    wmt_description description{};
    ASSERT_EQ(WMT_OK, wmt_describe(b.get(), &description));
    EXPECT_EQ(24, description.elements);
    EXPECT_EQ(3, description.dimensions);
    EXPECT_EQ(4, description.element_size);
    EXPECT_EQ(0, description.contiguous);
    int64_t sizes[3];
    int64_t strides[3];
    ASSERT_EQ(WMT_OK, wmt_shape(b.get(), sizes, strides, 3));
    EXPECT_EQ((std::vector<int64_t>{4, 3, 2}), std::vector<int64_t>(sizes, sizes + 3));
    EXPECT_EQ((std::vector<int64_t>{1, 4, 12}), std::vector<int64_t>(strides, strides + 3));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_shape(b.get(), sizes, strides, 2));
}

TEST(TorchInterface, LibtorchsRefusalIsACodeAndItsMessage) {
    const Tensor a({1.0, 2.0});
    const Tensor b({1.0, 2.0, 3.0});
    Tensor c;
    EXPECT_EQ(WMT_TORCH_ERROR, wmt_binary(WMT_ADD, a.get(), b.get(), one, c.place()));
    EXPECT_EQ(nullptr, c.get());
    EXPECT_NE(nullptr, std::strstr(wmt_last_error(), "size of tensor a (2) must match"));
}

TEST(TorchInterface, BadArgumentsAreRefusedBeforeLibtorchSeesThem) {
    const Tensor a({1.0, 2.0});
    Tensor b;
    double values[3];
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_unary(WMT_NEG, nullptr, b.place()));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_unary(WMT_NEG, a.get(), nullptr));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_unary(999, a.get(), b.place()));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_binary(-1, a.get(), a.get(), one, b.place()));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_tensor_read(a.get(), values, 24));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_tensor_create(WMT_ZEROS, nullptr, 2, WMT_FLOAT32, cpu, b.place()));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_tensor_create(WMT_ZEROS, nullptr, 0, 77, cpu, b.place()));
    EXPECT_EQ(WMT_INVALID_ARGUMENT,
              wmt_tensor_create(WMT_ZEROS, nullptr, 0, WMT_FLOAT32, wmt_device{5, 0}, b.place()));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_cat(nullptr, 2, 0, b.place()));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_threads_set(0));
    EXPECT_EQ(nullptr, b.get());
}

TEST(TorchInterface, MoreMemoryThanThereIsHasItsCode) {
    const int64_t shape[] = {int64_t{1} << 50};
    Tensor a;
    EXPECT_EQ(WMT_OUT_OF_MEMORY, wmt_tensor_create(WMT_EMPTY, shape, 1, WMT_FLOAT32, cpu, a.place()));
    EXPECT_NE(std::string(), wmt_last_error());
}

// d/dx Σ exp(x)² = 2 exp(2x).
TEST(TorchInterface, GradientOfAClosedForm) {
    const Tensor x({-1.0, 0.0, 0.5, 2.0});
    Tensor e;
    Tensor squared;
    Tensor total;
    Tensor gradient;
    ASSERT_EQ(WMT_OK, wmt_requires_grad_set(x.get(), 1));
    ASSERT_EQ(WMT_OK, wmt_unary(WMT_EXP, x.get(), e.place()));
    ASSERT_EQ(WMT_OK, wmt_unary(WMT_SQUARE, e.get(), squared.place()));
    ASSERT_EQ(WMT_OK, wmt_reduce(WMT_SUM, squared.get(), nullptr, 0, 0, total.place()));
    ASSERT_EQ(WMT_OK, wmt_backward(total.get(), nullptr, 0));
    ASSERT_EQ(WMT_OK, wmt_grad_get(x.get(), gradient.place()));
    ASSERT_NE(nullptr, gradient.get());
    const std::vector<double> points = x.values();
    const std::vector<double> slopes = gradient.values();
    for (std::size_t i = 0; i < points.size(); ++i)
        EXPECT_NEAR(2 * std::exp(2 * points[i]), slopes[i], 1e-13 * slopes[i]);
    ASSERT_EQ(WMT_OK, wmt_grad_set(x.get(), nullptr));
    Tensor none;
    ASSERT_EQ(WMT_OK, wmt_grad_get(x.get(), none.place()));
    EXPECT_EQ(nullptr, none.get());
}

// The first step of Adam is lr · g / (|g| + ε) whatever the decays, as both bias corrections cancel them.
TEST(TorchInterface, FirstStepOfAdam) {
    const Tensor p({1.0, -2.0});
    const Tensor g({0.3, -4.0});
    const Tensor first({0.0, 0.0});
    const Tensor second({0.0, 0.0});
    ASSERT_EQ(WMT_OK, wmt_grad_set(p.get(), g.get()));
    wmt_tensor* const parameters[] = {p.get()};
    wmt_tensor* const means[] = {first.get()};
    wmt_tensor* const squares[] = {second.get()};
    const int64_t steps[] = {1};
    const wmt_adam_options options{0.1, 0.9, 0.999, 1e-8, 0.0, 0};
    ASSERT_EQ(WMT_OK, wmt_adam_step(1, parameters, means, squares, steps, &options));
    const std::vector<double> moved = p.values();
    EXPECT_NEAR(1.0 - 0.1 * 0.3 / (0.3 + 1e-8), moved[0], 1e-14);
    EXPECT_NEAR(-2.0 + 0.1 * 4.0 / (4.0 + 1e-8), moved[1], 1e-14);
    const Tensor without({1.0, 1.0});
    wmt_tensor* const bare[] = {without.get()};
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_adam_step(1, bare, means, squares, steps, &options));
}

// A kernel of ones over a volume of ones counts the voxels in reach: 8 at a corner of padding 1, 27 within.
TEST(TorchInterface, ConvolutionOfOnesCountsVoxels) {
    const int64_t volume[] = {1, 1, 4, 4, 4};
    const int64_t kernel[] = {1, 1, 3, 3, 3};
    const int64_t ones[] = {1, 1, 1};
    Tensor x;
    Tensor w;
    Tensor y;
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_ONES, volume, 5, WMT_FLOAT64, cpu, x.place()));
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_ONES, kernel, 5, WMT_FLOAT64, cpu, w.place()));
    ASSERT_EQ(WMT_OK, wmt_conv3d(x.get(), w.get(), nullptr, ones, ones, ones, 1, y.place()));
    const std::vector<double> counts = y.values();
    EXPECT_EQ(8.0, counts[0]);
    EXPECT_EQ(27.0, counts[16 + 4 + 1]);
    Tensor none;
    EXPECT_EQ(WMT_INVALID_ARGUMENT,
              wmt_conv3d(x.get(), w.get(), nullptr, nullptr, ones, ones, 1, none.place()));
}

// bfloat16 keeps a fraction of 7 bits: 1 + 2^-7 is a number of it and 1 + 2^-9 is not.
TEST(TorchInterface, ProductsInFewerDigits) {
    const int64_t shape[] = {1, 1};
    Tensor one_and_a_bit;
    Tensor weight;
    Tensor product;
    ASSERT_EQ(WMT_OK, wmt_tensor_full(wmt_scalar{1.0 + 1.0 / 512, 0, 0}, shape, 2, WMT_FLOAT32, cpu,
                                      one_and_a_bit.place()));
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_ONES, shape, 2, WMT_FLOAT32, cpu, weight.place()));
    int32_t enabled = -1;
    int32_t type = -1;
    ASSERT_EQ(WMT_OK, wmt_autocast_get(WMT_CPU, &enabled, &type));
    EXPECT_EQ(0, enabled);
    ASSERT_EQ(WMT_OK, wmt_autocast_set(WMT_CPU, 1, WMT_BFLOAT16));
    ASSERT_EQ(WMT_OK, wmt_linear(one_and_a_bit.get(), weight.get(), nullptr, product.place()));
    ASSERT_EQ(WMT_OK, wmt_autocast_set(WMT_CPU, enabled, type));
    wmt_scalar value{};
    ASSERT_EQ(WMT_OK, wmt_item(product.get(), &value));
    EXPECT_EQ(1.0, value.real);
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_autocast_set(WMT_CPU, 1, 99));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_autocast_set(7, 1, WMT_BFLOAT16));
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_autocast_get(WMT_CPU, nullptr, &type));
}

TEST(TorchInterface, GradientsLoseTheirScaleAndTellWhetherTheyAreFinite) {
    const Tensor p({1.0, -2.0});
    const Tensor g({512.0, -1024.0});
    const Tensor q({1.0});
    const Tensor without({1.0});
    const Tensor infinite({HUGE_VAL});
    Tensor after;
    wmt_tensor* const parameters[] = {p.get(), without.get(), q.get()};
    int32_t finite = -1;
    ASSERT_EQ(WMT_OK, wmt_grad_set(p.get(), g.get()));
    ASSERT_EQ(WMT_OK, wmt_gradients_unscale(3, parameters, 1024.0, &finite));
    EXPECT_EQ(1, finite);
    ASSERT_EQ(WMT_OK, wmt_grad_get(p.get(), after.place()));
    EXPECT_EQ((std::vector<double>{0.5, -1.0}), after.values());
    ASSERT_EQ(WMT_OK, wmt_grad_set(q.get(), infinite.get()));
    ASSERT_EQ(WMT_OK, wmt_gradients_unscale(3, parameters, 2.0, &finite));
    EXPECT_EQ(0, finite);
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_gradients_unscale(3, parameters, 0.0, &finite));
}

TEST(TorchInterface, ChannelsOfAVoxelBesideEachOther) {
    const int64_t shape[] = {2, 3, 4, 5, 6};
    Tensor a;
    Tensor b;
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_RANDN, shape, 5, WMT_FLOAT64, cpu, a.place()));
    ASSERT_EQ(WMT_OK, wmt_unary(WMT_CHANNELS_LAST, a.get(), b.place()));
    int64_t strides[5];
    ASSERT_EQ(WMT_OK, wmt_shape(b.get(), nullptr, strides, 5));
    EXPECT_EQ((std::vector<int64_t>{360, 1, 90, 18, 3}), std::vector<int64_t>(strides, strides + 5));
    EXPECT_EQ(a.values(), b.values());

    // One channel lies both ways; the strides say which one is meant.
    const int64_t single[] = {2, 1, 3, 3, 3};
    Tensor c;
    Tensor d;
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_RANDN, single, 5, WMT_FLOAT64, cpu, c.place()));
    ASSERT_EQ(WMT_OK, wmt_unary(WMT_CHANNELS_LAST, c.get(), d.place()));
    ASSERT_EQ(WMT_OK, wmt_shape(d.get(), nullptr, strides, 5));
    EXPECT_EQ((std::vector<int64_t>{27, 1, 9, 3, 1}), std::vector<int64_t>(strides, strides + 5));
}

TEST(TorchInterface, WhatADeviceHeldIsToldWhereThereIsOne) {
    int32_t devices = 0;
    ASSERT_EQ(WMT_OK, wmt_cuda_device_count(&devices));
    ASSERT_EQ(WMT_OK, wmt_cuda_numerics_set(0, 1));
    int64_t bytes = -1;
    if (devices == 0) {
        EXPECT_NE(WMT_OK, wmt_cuda_peak_get(0, &bytes));
        EXPECT_NE(WMT_OK, wmt_cuda_peak_reset(0));
        return;
    }
    constexpr wmt_device device{WMT_CUDA, 0};
    constexpr int64_t count = 1 << 20;
    Tensor there;
    Tensor pinned;
    Tensor copied;
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_ONES, &count, 1, WMT_FLOAT32, device, there.place()));
    ASSERT_EQ(WMT_OK, wmt_tensor_pinned(&count, 1, WMT_FLOAT32, pinned.place()));
    ASSERT_EQ(WMT_OK, wmt_fill_in_place(pinned.get(), one));
    ASSERT_EQ(WMT_OK, wmt_to(pinned.get(), WMT_FLOAT32, device, 0, 0, copied.place()));
    Tensor sum;
    ASSERT_EQ(WMT_OK, wmt_reduce(WMT_SUM, copied.get(), nullptr, 0, 0, sum.place()));
    wmt_scalar value{};
    ASSERT_EQ(WMT_OK, wmt_item(sum.get(), &value));
    EXPECT_EQ(static_cast<double>(count), value.real);
    const wmt_status told = wmt_cuda_peak_get(0, &bytes);
    ASSERT_TRUE(told == WMT_OK || told == WMT_UNSUPPORTED);
    if (told == WMT_OK) {
        EXPECT_GE(bytes, 2 * count * 4);
    }
    EXPECT_EQ(WMT_INVALID_ARGUMENT, wmt_cuda_peak_get(devices, &bytes));
}

TEST(TorchInterface, StateOfTheGeneratorGivesTheSameNumbersAgain) {
    const int64_t shape[] = {7};
    Tensor state;
    Tensor a;
    Tensor b;
    ASSERT_EQ(WMT_OK, wmt_manual_seed(3));
    ASSERT_EQ(WMT_OK, wmt_generator_state_get(cpu, state.place()));
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_RANDN, shape, 1, WMT_FLOAT64, cpu, a.place()));
    ASSERT_EQ(WMT_OK, wmt_generator_state_set(cpu, state.get()));
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_RANDN, shape, 1, WMT_FLOAT64, cpu, b.place()));
    EXPECT_EQ(a.values(), b.values());
}

TEST(TorchInterface, BlocksThatAreKeptServeTheNextTensorsOfTheirSize) {
    const int64_t shape[] = {1 << 21};
    constexpr int64_t size = (int64_t{1} << 21) * 8;
    Tensor before;
    ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_ONES, shape, 1, WMT_FLOAT64, cpu, before.place()));
    ASSERT_EQ(WMT_OK, wmt_blocks_keep());
    ASSERT_EQ(WMT_OK, wmt_blocks_trim());
    int64_t mapped = -1;
    for (int i = 0; i < 4; ++i) {
        Tensor a;
        ASSERT_EQ(WMT_OK, wmt_tensor_create(i % 2 == 0 ? WMT_ONES : WMT_ZEROS, shape, 1, WMT_FLOAT64, cpu,
                                            a.place()));
        EXPECT_EQ(std::vector<double>(std::size_t{1} << 21, i % 2 == 0 ? 1.0 : 0.0), a.values());
        ASSERT_EQ(WMT_OK, wmt_blocks_mapped(&mapped));
        EXPECT_EQ(size, mapped);
    }
    // More than an eighth above what is in use at most is not kept: a larger tensor lets it go.
    const int64_t larger[] = {1 << 22};
    {
        Tensor b;
        ASSERT_EQ(WMT_OK, wmt_tensor_create(WMT_ONES, larger, 1, WMT_FLOAT64, cpu, b.place()));
        ASSERT_EQ(WMT_OK, wmt_blocks_mapped(&mapped));
        EXPECT_EQ(2 * size, mapped);
    }
    ASSERT_EQ(WMT_OK, wmt_blocks_trim());
    ASSERT_EQ(WMT_OK, wmt_blocks_mapped(&mapped));
    EXPECT_EQ(0, mapped);
}

TEST(TorchInterface, SaysWhatItIsAndCountsThreads) {
    EXPECT_GT(std::strlen(wmt_torch_version()), 0U);
    char text[256];
    ASSERT_EQ(WMT_OK, wmt_blas_description(text, sizeof text));
    EXPECT_GT(std::strlen(text), 0U);
    int32_t threads = 0;
    ASSERT_EQ(WMT_OK, wmt_threads_set(1));
    ASSERT_EQ(WMT_OK, wmt_threads_get(&threads));
    EXPECT_EQ(1, threads);
    int32_t devices = -1;
    ASSERT_EQ(WMT_OK, wmt_cuda_device_count(&devices));
    EXPECT_GE(devices, 0);
}

// Closed forms: Phi(1) = 0.8413447460685429, e^1 / (1 + e^1) = 0.7310585786300049.
TEST(TorchInterface, LayersOfTransformersHaveTheirClosedForms) {
    const Tensor a({-1.0, 0.0, 1.0});
    Tensor gelu;
    ASSERT_EQ(WMT_OK, wmt_unary(WMT_GELU, a.get(), gelu.place()));
    EXPECT_NEAR(-1.0 + 0.8413447460685429, gelu.values()[0], 1e-15);
    EXPECT_NEAR(0.8413447460685429, gelu.values()[2], 1e-15);

    const Tensor b({0.0, 1.0});
    Tensor shares;
    ASSERT_EQ(WMT_OK, wmt_softmax(b.get(), 0, shares.place()));
    EXPECT_NEAR(0.7310585786300049, shares.values()[1], 1e-15);
    Tensor beyond;
    EXPECT_EQ(WMT_TORCH_ERROR, wmt_softmax(b.get(), 3, beyond.place()));

    const int64_t three = 3;
    Tensor normed;
    ASSERT_EQ(WMT_OK, wmt_layer_norm(a.get(), &three, 1, nullptr, nullptr, 0.0, normed.place()));
    EXPECT_NEAR(std::sqrt(1.5), normed.values()[2], 1e-15);
    const int64_t two = 2;
    Tensor refused;
    EXPECT_EQ(WMT_TORCH_ERROR, wmt_layer_norm(a.get(), &two, 1, nullptr, nullptr, 0.0, refused.place()));
    EXPECT_EQ(WMT_INVALID_ARGUMENT,
              wmt_layer_norm(a.get(), nullptr, 1, nullptr, nullptr, 0.0, refused.place()));

    const int64_t around[] = {1, 2};
    Tensor padded;
    ASSERT_EQ(WMT_OK, wmt_pad(b.get(), around, 2, wmt_scalar{7.0, 0, 0}, padded.place()));
    EXPECT_EQ((std::vector<double>{7.0, 0.0, 1.0, 7.0, 7.0}), padded.values());
}

}  // namespace
