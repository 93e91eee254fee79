// Attention of tokens to one another in blocks of queries, where no gradient is asked for.
#pragma once

#include <ATen/core/Tensor.h>

namespace wmt {

// softmax(q k' / sqrt(d)) v in each head, of queries, keys and values beside each other: n x tokens x (3 x
// heads x d), in single precision on the processor. Of the tokens x tokens shares only those of a block of
// queries are there at once. Gives n x tokens x (heads x d).
at::Tensor attended(const at::Tensor& together, std::int64_t heads);

}  // namespace wmt
