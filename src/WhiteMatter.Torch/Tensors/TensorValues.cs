using System.Globalization;
using TorchSharp.Utils;
using WhiteMatter.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// The values as bytes, in place, of a contiguous tensor in main memory; borrowed for as long as the tensor lives. Setting copies into it.
        /// </summary>
        /// <exception cref="ArgumentException">The tensor is elsewhere or not contiguous, or the sizes differ.</exception>
        /// <exception cref="OverflowException">The tensor has more than 2 GiB; see <see cref="TensorAccessor{T}"/>.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                NativeTorch.Check(NativeTorch.wmt_tensor_data(handle, out var values, out var size));
                return new Span<byte>(values, checked((int)size));
            }

            set
            {
                fixed (byte* values = value)
                {
                    NativeTorch.Check(NativeTorch.wmt_tensor_write(handle, values, value.Length));
                }
            }
        }

        /// <summary>The values of a tensor, to read and write.</summary>
        /// <typeparam name="T">The type of the tensor's elements.</typeparam>
        /// <exception cref="ArgumentException">The elements are of another type.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            if (TypeOf<T>() != dtype)
            {
                throw new ArgumentException($"the tensor holds {dtype} and is read as {typeof(T).Name}");
            }
            return new TensorAccessor<T>(this);
        }

        /// <summary>The value of a tensor of one element.</summary>
        /// <typeparam name="T">The type of the tensor's elements.</typeparam>
        /// <exception cref="ArgumentException">The elements are of another type, or there is not just one.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (TypeOf<T>() != dtype)
            {
                throw new ArgumentException($"the tensor holds {dtype} and is read as {typeof(T).Name}");
            }
            NativeTorch.Check(NativeTorch.wmt_item(handle, out var value));
            object boxed = value.IsInteger != 0 ? (object)value.Integer : value.Real;
            return (T)Convert.ChangeType(boxed, typeof(T), CultureInfo.InvariantCulture);
        }

        /// <summary>The value of a tensor of one element.</summary>
        public float ToSingle() => (float)ToDouble();

        /// <summary>The value of a tensor of one element.</summary>
        public double ToDouble()
        {
            NativeTorch.Check(NativeTorch.wmt_item(handle, out var value));
            return value.IsInteger != 0 ? value.Integer : value.Real;
        }

        /// <summary>The value of a tensor of one element; the fraction of a real number is cut off.</summary>
        public long ToInt64()
        {
            NativeTorch.Check(NativeTorch.wmt_item(handle, out var value));
            return value.IsInteger != 0 ? value.Integer : checked((long)value.Real);
        }

        /// <summary>The value of a tensor of one element; the fraction of a real number is cut off.</summary>
        public int ToInt32() => checked((int)ToInt64());

        /// <summary>Whether the value of a tensor of one element is not zero.</summary>
        public bool ToBoolean() => ToDouble() != 0;

        /// <summary>The value of a tensor of one element.</summary>
        public static explicit operator float(Tensor value) => value.ToSingle();

        /// <summary>The value of a tensor of one element.</summary>
        public static explicit operator double(Tensor value) => value.ToDouble();

        /// <summary>The value of a tensor of one element.</summary>
        public static explicit operator long(Tensor value) => value.ToInt64();

        /// <summary>The value of a tensor of one element.</summary>
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        /// <summary>The element type that holds values of a type of .NET.</summary>
        internal static ScalarType TypeOf<T>() => default(T) switch
        {
            byte => ScalarType.Byte,
            sbyte => ScalarType.Int8,
            short => ScalarType.Int16,
            int => ScalarType.Int32,
            long => ScalarType.Int64,
            Half => ScalarType.Float16,
            float => ScalarType.Float32,
            double => ScalarType.Float64,
            bool => ScalarType.Bool,
            _ => throw new ArgumentException($"no tensor holds values of the type {typeof(T).Name}"),
        };
    }
}
