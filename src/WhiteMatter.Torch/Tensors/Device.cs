using System.Globalization;
using WhiteMatter.Torch.Interop;

namespace TorchSharp;

/// <summary>Kind of a device; the numbers are libtorch's.</summary>
public enum DeviceType
{
    /// <summary>The processor and main memory.</summary>
    CPU = 0,

    /// <summary>A graphics processor by CUDA.</summary>
    CUDA = 1,
}

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The current CUDA device.</summary>
    public static readonly Device CUDA = new(DeviceType.CUDA);

    /// <summary>A device by its description.</summary>
    /// <param name="description"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public static Device device(string description) => new(description);

    /// <summary>A device by kind and number.</summary>
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>Where a tensor lies and its operations run.</summary>
    public class Device
    {
        /// <summary>A device by its description.</summary>
        /// <param name="description"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
        /// <exception cref="ArgumentException">It is none of these.</exception>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var colon = description.IndexOf(':', StringComparison.Ordinal);
            type = (colon < 0 ? description : description[..colon]) switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                _ => throw Unknown(description),
            };
            index = -1;
            if (colon >= 0)
            {
                if (!int.TryParse(description.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 127)
                {
                    throw Unknown(description);
                }
                index = number;
            }
        }

        /// <summary>A device by kind and number.</summary>
        /// <param name="deviceType">Kind.</param>
        /// <param name="index">Number; −1 for the current one.</param>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>Kind.</summary>
        public DeviceType type { get; }

        /// <summary>Number; −1 for the current one.</summary>
        public int index { get; }

        internal NativeDevice Native => new() { Type = (int)type, Index = index };

        /// <summary>A device by its description.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <inheritdoc/>
        public override string ToString()
        {
            var name = type == DeviceType.CPU ? "cpu" : "cuda";
            return index < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }

        private static ArgumentException Unknown(string description) =>
            new($"there is no device '{description}'; devices are cpu, cuda and cuda:0, cuda:1, …", nameof(description));
    }

    /// <summary>Devices by CUDA.</summary>
    public static class cuda
    {
        /// <summary>Whether this libtorch has CUDA and a device is there.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>Devices that can be used; 0 if libtorch was built without CUDA.</summary>
        public static int device_count()
        {
            NativeTorch.Check(NativeTorch.wmt_cuda_device_count(out var devices));
            return devices;
        }

        /// <summary>Waits for the work that is queued on a device.</summary>
        /// <exception cref="NotSupportedException">This libtorch was built without CUDA.</exception>
        public static void synchronize(Device? device = null) => NativeTorch.Check(NativeTorch.wmt_cuda_synchronize(device?.index ?? -1));
    }
}
