using System.Numerics.Tensors;

namespace CustomVision.LocalService.Learning.Detection;

/// <summary>The weights of one tag. All use region features as they are.</summary>
/// <param name="Score">The score of a region, and its offset.</param>
/// <param name="Moves">How far the box is from the region: center and size, each with its offset.</param>
internal sealed record TagWeights((float[] Weights, float Offset) Score, (float[] Weights, float Offset)[] Moves);

/// <summary>Finds the boxes of tags in an image. Thread-safe.</summary>
/// <param name="slope">Converts scores to probabilities, with the offset.</param>
internal sealed class Detector(MapCompressions compressions, (float Width, float Height)[] sizes, TagWeights[] tags, float slope, float offset)
{
    /// <summary>The side of the image that the network sees, in pixels.</summary>
    public const int Side = 448;

    /// <summary>The most regions in a prediction, as in the real service.</summary>
    public const int MaxDetections = 200;

    private const int FormatVersion = 1;

    /// <summary>The numbers that tell how far a box is from a region: of its center and of its size.</summary>
    public const int Moves = 4;

    // Of each tag, before its boxes are moved.
    public const int MaxCandidates = 60;
    public const float SameCandidate = 0.7f;
    public const int Refinements = 2;

    // Boxes of one tag that overlap more are the same thing.
    public const float SameThing = 0.45f;

    // A box is moved by at most this share of its size, or scaled by its exponential.
    public const float MostMove = 0.6f;

    // The real service returns regions down to about this.
    private const float LeastProbability = 0.01f;

    private readonly Box[] windows = Windows.Over(sizes);

    // Of the scores of all tags, one after another.
    private readonly Lazy<float[]> weights = new(() => [.. tags.SelectMany(tag => tag.Score.Weights)]);

    public int TagCount => tags.Length;

    public MapCompressions Compressions => compressions;

    public IReadOnlyList<TagWeights> Tags => tags;

    public WindowGrid[] Grids => Windows.Grids(sizes);

    public float Slope => slope;

    public float Offset => offset;

    /// <summary>The score of a region with the least probability that is returned.</summary>
    public float LeastScore => slope > 0 ? (MathF.Log(LeastProbability / (1 - LeastProbability)) - offset) / slope
        : Probability(0) >= LeastProbability ? float.MinValue : float.MaxValue;

    public static (float[] Fine, float[] Coarse)? ReadMaps(SkiaSharp.SKData image) =>
        NormalizedImage.Decode(image, Side) is { } pixels ? PretrainedNetwork.RunMaps(pixels, Side) : null;

    public List<Detection> Detect((float[] Fine, float[] Coarse) maps) => Detect(compressions.Apply(maps));

    /// <summary>The boxes, those of a tag together, and the most probable first.</summary>
    public List<Detection> Detect(RegionMaps maps)
    {
        var features = Enumerable.Range(0, Products.Rows).Select(_ => new float[maps.FeatureCount]).ToArray();
        var products = new float[Products.Rows * tags.Length];
        var scores = Array.ConvertAll(tags, _ => new float[windows.Length]);
        for (var start = 0; start < windows.Length; start += features.Length)
        {
            var count = Math.Min(features.Length, windows.Length - start);
            for (var i = 0; i < count; i++)
                maps.Fill(windows[start + i], features[i]);
            Products.Dots(features.AsSpan(0, count), weights.Value, tags.Length, products);
            for (var i = 0; i < count; i++)
                for (var tag = 0; tag < tags.Length; tag++)
                    scores[tag][start + i] = products[i * tags.Length + tag] + tags[tag].Score.Offset;
        }
        var detections = new List<Detection>();
        for (var tag = 0; tag < tags.Length; tag++)
            detections.AddRange(Refine(maps, tag, scores[tag]));
        var least = detections.Count > MaxDetections ? detections.Select(detection => detection.Probability).OrderDescending().ElementAt(MaxDetections - 1) : 0;
        return [.. detections.Where(detection => detection.Probability >= least).Take(MaxDetections)];
    }

    public float ScoreOf(int tag, ReadOnlySpan<float> features) => TensorPrimitives.Dot(tags[tag].Score.Weights, features) + tags[tag].Score.Offset;

    public float Probability(float score) => 1 / (1 + MathF.Exp(-(slope * score + offset)));

    /// <summary>The same detector with other probabilities.</summary>
    public Detector Calibrated(float newSlope, float newOffset) => new(compressions, sizes, tags, newSlope, newOffset);

    public byte[] ToBytes() => LearningFile.Write(LearningFile.Kind.Detector, FormatVersion, writer =>
    {
        writer.Write(FeatureExtractor.Version);
        compressions.Fine.Write(writer);
        compressions.Coarse.Write(writer);
        LearningFile.WriteFloats(writer, [slope, offset]);
        writer.Write(sizes.Length);
        foreach (var (width, height) in sizes)
            LearningFile.WriteFloats(writer, [width, height]);
        writer.Write(tags.Length);
        writer.Write(tags.Length > 0 ? tags[0].Score.Weights.Length : 0);
        foreach (var tag in tags)
        {
            foreach (var (weights, tagOffset) in tag.Moves.Prepend(tag.Score))
            {
                LearningFile.WriteFloats(writer, weights);
                writer.Write(tagOffset);
            }
        }
    });

    /// <exception cref="InvalidDataException">The bytes are damaged, not a detector, or made for other features.</exception>
    public static Detector FromBytes(byte[] bytes) => LearningFile.Read(LearningFile.Kind.Detector, FormatVersion, bytes, reader =>
    {
        if (reader.ReadInt32() != FeatureExtractor.Version)
            throw new InvalidDataException("The model was trained by another version of the service. Train again.");
        var compressions = new MapCompressions(
            MapCompression.Read(reader, PretrainedNetwork.FineChannels), MapCompression.Read(reader, PretrainedNetwork.CoarseChannels));
        var (slope, offset) = (reader.ReadSingle(), reader.ReadSingle());
        var sizes = new (float, float)[LearningFile.ReadCount(reader)];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = (reader.ReadSingle(), reader.ReadSingle());
        var tags = new TagWeights[LearningFile.ReadCount(reader)];
        var features = LearningFile.ReadCount(reader);
        for (var i = 0; i < tags.Length; i++)
            tags[i] = new TagWeights(ReadWeights(), [ReadWeights(), ReadWeights(), ReadWeights(), ReadWeights()]);
        return new Detector(compressions, sizes, tags, slope, offset);

        (float[], float) ReadWeights() => (LearningFile.ReadFloats(reader, features), reader.ReadSingle());
    });

    /// <summary>Moves the best windows of a tag to the boxes, and merges those of the same thing.</summary>
    private List<Detection> Refine(RegionMaps maps, int tag, float[] scores)
    {
        var candidates = new List<(Box Box, float Score)>();
        // Most windows are improbable, and sorting them all would take longer than the rest.
        foreach (var i in Enumerable.Range(0, windows.Length).Where(i => Probability(scores[i]) >= LeastProbability).OrderByDescending(i => scores[i]))
        {
            if (candidates.Count == MaxCandidates)
                break;
            if (candidates.TrueForAll(candidate => candidate.Box.Overlap(windows[i]) < SameCandidate))
                candidates.Add((windows[i], scores[i]));
        }
        var features = new float[maps.FeatureCount];
        for (var i = 0; i < candidates.Count; i++)
        {
            for (var refinement = 0; refinement < Refinements; refinement++)
            {
                maps.Fill(candidates[i].Box, features);
                candidates[i] = (Move(tags[tag].Moves, candidates[i].Box, features), 0);
            }
            maps.Fill(candidates[i].Box, features);
            candidates[i] = (candidates[i].Box, ScoreOf(tag, features));
        }

        var detections = new List<Detection>();
        var rest = candidates.Where(candidate => Probability(candidate.Score) >= LeastProbability).OrderByDescending(candidate => candidate.Score).ToList();
        while (rest is [var best, ..])
        {
            // All windows that see the thing vote for its box.
            var same = rest.FindAll(candidate => candidate.Box.Overlap(best.Box) > SameThing);
            var votes = same.Select(candidate => (candidate.Box, Weight: Probability(candidate.Score) * candidate.Box.Overlap(best.Box))).ToArray();
            var sum = votes.Sum(vote => vote.Weight);
            detections.Add(new Detection(tag, Probability(best.Score), Box.Around(
                votes.Sum(vote => vote.Weight * vote.Box.CenterX) / sum, votes.Sum(vote => vote.Weight * vote.Box.CenterY) / sum,
                votes.Sum(vote => vote.Weight * vote.Box.Width) / sum, votes.Sum(vote => vote.Weight * vote.Box.Height) / sum).Clipped()));
            rest.RemoveAll(same.Contains);
        }
        return detections;
    }

    /// <summary>Where the box is that a region of these features sees.</summary>
    private static Box Move((float[] Weights, float Offset)[] moves, Box box, float[] features)
    {
        Span<float> by = stackalloc float[Moves];
        for (var i = 0; i < Moves; i++)
            by[i] = Math.Clamp(TensorPrimitives.Dot<float>(moves[i].Weights, features) + moves[i].Offset, -MostMove, MostMove);
        return Box.Around(
            box.CenterX + by[0] * box.Width, box.CenterY + by[1] * box.Height, box.Width * MathF.Exp(by[2]), box.Height * MathF.Exp(by[3])).Clipped();
    }

    /// <summary>What <see cref="Move"/> has to know to find a box.</summary>
    public static float[] MovesTo(Box from, Box to) =>
    [
        (to.CenterX - from.CenterX) / from.Width, (to.CenterY - from.CenterY) / from.Height,
        MathF.Log(to.Width / from.Width), MathF.Log(to.Height / from.Height),
    ];
}
