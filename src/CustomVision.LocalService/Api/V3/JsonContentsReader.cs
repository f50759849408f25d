using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CustomVision.LocalService.Api.V3;

/// <summary>
/// Reads the JSON of CreateImagesFromFiles as it arrives. The base64 of each image is decoded at once and passed on, and a reference takes
/// its place, so that what is left is a small JSON for the lenient reader, which is slow and would hold each image as text.
/// </summary>
internal sealed class JsonContentsReader(Stream body) : IDisposable
{
    // The body is an object with a list of objects, which have the contents.
    private const int EntryDepth = 3;
    private const string Contents = "contents";
    private const int MaxRestBytes = 4 * 1024 * 1024;

    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly MemoryStream rest = new();

    // A client can't guess it, so that only replaced contents refer to an image.
    private readonly string prefix = Guid.NewGuid().ToString("N");
    private int at;
    private int end;
    private int count;

    /// <param name="take">Takes the decoded bytes of the next image. They end with a <see cref="FormatException"/> where they are no base64.</param>
    /// <returns>The rest of the JSON.</returns>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(Func<Stream, Task> take)
    {
        var (depth, isContents, word) = (0, false, "");
        while (await NextAsync() is >= 0 and var next)
        {
            if (next is '"' or '\'')
            {
                if (isContents && depth == EntryDepth)
                    await TakeAsync((byte)next, take);
                else
                    word = await CopyStringAsync((byte)next);
                isContents = false;
                continue;
            }
            Write([(byte)next]);
            if (next == ':')
                (isContents, word) = (word.Equals(Contents, StringComparison.OrdinalIgnoreCase), "");
            // A name may have no quotes.
            else if (char.IsAsciiLetter((char)next))
                word = word.Length <= Contents.Length ? word + (char)next : word;
            else if (next is not (' ' or '\t' or '\r' or '\n'))
                (isContents, word) = (false, "");
            depth += next is '{' or '[' ? 1 : next is '}' or ']' ? -1 : 0;
        }
        return rest.GetBuffer().AsMemory(0, (int)rest.Length);
    }

    /// <summary>The number of the image that a member refers to, from 0; null when it refers to none.</summary>
    public int? Find(string? reference) => reference?.StartsWith(prefix, StringComparison.Ordinal) == true
        ? int.Parse(reference.AsSpan(prefix.Length), CultureInfo.InvariantCulture)
        : null;

    public void Dispose() => rest.Dispose();

    private async Task TakeAsync(byte quote, Func<Stream, Task> take)
    {
        var contents = new Base64Contents(this, quote);
        await take(contents);
        await contents.SkipAsync();
        Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{prefix}{count++}\"")));
    }

    /// <returns>The string, if it is short enough for a name.</returns>
    private async Task<string> CopyStringAsync(byte quote)
    {
        Write([quote]);
        var start = rest.Length;
        while (at < end || await FillAsync())
        {
            var stop = buffer.AsSpan(at, end - at).IndexOfAny(quote, (byte)'\\');
            var length = stop < 0 ? end - at : stop;
            Write(buffer.AsSpan(at, length));
            at += length;
            if (stop < 0)
                continue;
            var last = buffer[at++];
            Write([last]);
            if (last == quote)
                return rest.Length - start - 1 <= Contents.Length ? Encoding.UTF8.GetString(rest.GetBuffer(), (int)start, (int)(rest.Length - start - 1)) : "";
            if (await NextAsync() is >= 0 and var escaped)
                Write([(byte)escaped]);
        }
        return "";
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (rest.Length + bytes.Length > MaxRestBytes)
            throw LenientBody.Invalid(string.Create(CultureInfo.InvariantCulture, $"The body without its images has more than {MaxRestBytes} bytes."));
        rest.Write(bytes);
    }

    /// <summary>The next byte; -1 at the end.</summary>
    private async ValueTask<int> NextAsync() => at < end || await FillAsync() ? buffer[at++] : -1;

    private async Task<bool> FillAsync()
    {
        (at, end) = (0, await body.ReadAsync(buffer));
        return end > 0;
    }

    /// <summary>The decoded bytes of one string, up to its closing quote.</summary>
    private sealed class Base64Contents(JsonContentsReader json, byte quote) : Stream
    {
        private const int EncodedBytes = 64 * 1024;

        private readonly byte[] encoded = new byte[EncodedBytes];
        private readonly byte[] decoded = new byte[EncodedBytes];
        private int waiting;
        private int start;
        private int ready;
        private bool isClosed;
        private bool isDecoded;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken = default)
        {
            while (start == ready && !isDecoded)
            {
                await FillAsync();
                var status = Base64.DecodeFromUtf8(encoded.AsSpan(0, waiting), decoded, out var consumed, out var written, isFinalBlock: isClosed);
                if (status == OperationStatus.InvalidData || (isClosed && status != OperationStatus.Done))
                    throw new FormatException("The contents are not base64.");
                encoded.AsSpan(consumed, waiting - consumed).CopyTo(encoded);
                (waiting, start, ready, isDecoded) = (waiting - consumed, 0, written, isClosed);
            }
            var length = Math.Min(target.Length, ready - start);
            decoded.AsMemory(start, length).CopyTo(target);
            start += length;
            return length;
        }

        public override Task<int> ReadAsync(byte[] target, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(target.AsMemory(offset, count), cancellationToken).AsTask();

        /// <summary>Skips what is left of the string.</summary>
        public async Task SkipAsync()
        {
            while (!isClosed)
            {
                waiting = 0;
                await FillAsync();
            }
        }

        public override int Read(byte[] target, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

        private async Task FillAsync()
        {
            if (json.at == json.end && !await json.FillAsync())
                throw LenientBody.Invalid("The JSON of the body is incomplete.");
            var available = json.buffer.AsSpan(json.at, Math.Min(json.end - json.at, encoded.Length - waiting));
            var stop = available.IndexOfAny(quote, (byte)'\\');
            var length = stop < 0 ? available.Length : stop;
            available[..length].CopyTo(encoded.AsSpan(waiting));
            waiting += length;
            json.at += length;
            // An escaped character needs room.
            if (stop < 0 || waiting == encoded.Length)
                return;
            isClosed = json.buffer[json.at++] == quote;
            if (!isClosed)
                await UnescapeAsync();
        }

        /// <summary>Serializers escape the slash, and some of them the plus sign: \/ and \u002B.</summary>
        private async Task UnescapeAsync()
        {
            switch (await json.NextAsync())
            {
                case 'u':
                    var digits = new char[4];
                    for (var index = 0; index < digits.Length; index++)
                        digits[index] = (char)Math.Max(0, await json.NextAsync());
                    encoded[waiting++] = ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code < 128 ? (byte)code : (byte)'!';
                    break;
                case '/':
                    encoded[waiting++] = (byte)'/';
                    break;
                case 'n' or 'r' or 't':
                    break;
                default:
                    // No character of base64.
                    encoded[waiting++] = (byte)'!';
                    break;
            }
        }
    }
}
