using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace CustomVision.LocalService.Learning;

/// <summary>Opens models in ONNX Runtime.</summary>
internal static class OnnxSession
{
    /// <exception cref="NetworkException">ONNX Runtime has no library for this platform.</exception>
    /// <exception cref="OnnxRuntimeException">The model can't be read.</exception>
    public static InferenceSession Open(Func<SessionOptions, InferenceSession> open)
    {
        try
        {
            // The memory of a run is freed after it. An arena would keep it, and isn't faster here.
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, EnableCpuMemArena = false };
            return open(options);
        }
        // The static constructor of the library looks for its native part.
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            throw new NetworkException(
                $"The local service can't train or predict on {RuntimeInformation.RuntimeIdentifier}, because ONNX Runtime has no library for it. "
                + "Run it on Windows (x64 or Arm64), Linux with glibc (x64 or Arm64) or macOS (Arm64). Everything else works here too.",
                error);
        }
    }
}
