using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace CustomVision.LocalService.Hosting;

/// <summary>
/// The memory that connections read into. Kestrel's own comes in blocks of 4 KB and each block is a system call or two, which
/// would be a good part of what an upload costs. Few connections come here, so larger blocks take little memory.
/// </summary>
internal sealed class LargeBlocks : IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 64 * 1024;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        public override int MaxBufferSize => Shared.MaxBufferSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, BlockBytes));

        protected override void Dispose(bool disposing)
        {
            // It has nothing of its own.
        }
    }
}
