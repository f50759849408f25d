using CustomVision.Onnx;
using Google.Protobuf;
using static CustomVision.Onnx.OnnxFactory;

namespace CustomVision.LocalService.Learning.Detection;

/// <summary>
/// Writes a detector as one ONNX file: the network, and all that <see cref="Detector"/> does with its maps. Inputs and outputs are those of the
/// models of the compact domain [S1], which need no further computation: <c>image_tensor</c> [1, 3, 448, 448], red, green and blue from 0 to
/// 255; <c>detected_boxes</c> [n, 4], left, top, right and bottom from 0 to 1; <c>detected_classes</c> [n] and <c>detected_scores</c> [n].
/// </summary>
/// <remarks>
/// The features of a region are the means of its bins, and a mean is linear: rows x map x columns, where the two matrices tell how much of each
/// cell is in each bin. For the windows, which are the same for all images, the matrices are constants.
/// </remarks>
internal sealed class DetectorOnnx
{
    private const int Opset = 11; // The first with NonMaxSuppression of any number of boxes, and Range.
    private const int Numbers = 5; // For each tag: its score, and four moves.
    private const float Never = -1e9f;

    private readonly Detector detector;
    private readonly ModelProto onnx = PretrainedNetwork.Read();
    private readonly GraphBuilder build;
    private readonly IReadOnlyList<MapPart> parts;
    private readonly int tagCount;

    private DetectorOnnx(Detector detector)
    {
        this.detector = detector;
        tagCount = detector.TagCount;
        build = new GraphBuilder(onnx.Graph);
        parts = AddMaps();
    }

    /// <summary>The format of the input.</summary>
    public static IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(OnnxModel.Metadata) { ["Image.BitmapPixelFormat"] = "Rgb8" };

    /// <exception cref="NetworkException">The network is missing or damaged.</exception>
    public static byte[] Write(Detector detector) => new DetectorOnnx(detector).Write();

    private byte[] Write()
    {
        var graph = onnx.Graph;
        var (boxes, tags) = AddCandidates();
        for (var refinement = 0; refinement < Detector.Refinements; refinement++)
            boxes = AddMove(boxes, AddNumbers(boxes, tags));
        AddDetections(boxes, tags, build.Part(AddNumbers(boxes, tags), 0, 1));

        const TensorProto.Types.DataType number = TensorProto.Types.DataType.Float;
        graph.Input.Clear();
        graph.Input.Add(Value("image_tensor", number, Fixed(1), Fixed(3), Fixed(Detector.Side), Fixed(Detector.Side)));
        graph.Output.Clear();
        graph.Output.Add(Value("detected_boxes", number, Symbol("n"), Fixed(4)));
        graph.Output.Add(Value("detected_classes", TensorProto.Types.DataType.Int64, Symbol("n")));
        graph.Output.Add(Value("detected_scores", number, Symbol("n")));
        foreach (var opset in onnx.OpsetImport)
            opset.Version = Opset;
        foreach (var (key, value) in Metadata)
            onnx.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        Prune(graph);
        return onnx.ToByteArray();
    }

    /// <summary>The compressed maps of the network, and the bins that regions have on them.</summary>
    private List<MapPart> AddMaps()
    {
        // The network has blue first.
        build.Named("Gather", "data", ["image_tensor", build.Vector(2, 1, 0)], Number("axis", 1));
        // Its nodes have to follow.
        var nodes = onnx.Graph.Node;
        var first = nodes[^1];
        nodes.RemoveAt(nodes.Count - 1);
        nodes.Insert(0, first);

        var fine = Compressed("fine", detector.Compressions.Fine);
        var coarse = Compressed("coarse", detector.Compressions.Coarse);
        var (fineSide, coarseSide) = (Detector.Side / 16, Detector.Side / 32);
        var (fineCount, coarseCount) = (detector.Compressions.Fine.Axes.Length, detector.Compressions.Coarse.Axes.Length);
        var ofFine = RegionMaps.FineBins * RegionMaps.FineBins * fineCount;
        return
        [
            new MapPart(fine, fineSide, fineCount, RegionMaps.FineBins, RegionMaps.Margin, 0),
            new MapPart(coarse, coarseSide, coarseCount, RegionMaps.CoarseBins, RegionMaps.Margin, ofFine),
            new MapPart(coarse, coarseSide, coarseCount, 1, RegionMaps.Context, ofFine + RegionMaps.CoarseBins * RegionMaps.CoarseBins * coarseCount),
        ];

        string Compressed(string map, MapCompression compression)
        {
            var channels = compression.Mean.Length;
            var centered = build.Subtract(build.Op("Sqrt", [build.Op("Relu", [map])]), build.Constant([1, channels, 1, 1], compression.Mean));
            return build.Op("Conv", [centered, build.Constant([compression.Axes.Length, channels, 1, 1], [.. compression.Axes.SelectMany(axis => axis)])]);
        }
    }

    /// <summary>The best windows of each tag: their boxes as center and size, and the indexes of their tags.</summary>
    private (string Boxes, string Tags) AddCandidates()
    {
        var scores = build.Join(2, [.. detector.Grids.Select(AddScores)]);
        var windows = detector.Grids.SelectMany(grid => grid.Boxes()).ToArray();
        var corners = build.Constant([1, windows.Length, 4], [.. windows.SelectMany(box => (float[])[box.Left, box.Top, box.Right, box.Bottom])]);
        var selected = build.Op(
            "NonMaxSuppression",
            [corners, scores, build.Vector(Detector.MaxCandidates), build.Constant(Detector.SameCandidate), build.Constant(detector.LeastScore)]);
        var centers = build.Constant([windows.Length, 4], [.. windows.SelectMany(box => (float[])[box.CenterX, box.CenterY, box.Width, box.Height])]);
        // One more, of no tag, so that there is always one.
        var boxes = build.Join(0, build.Op("Gather", [centers, Column(selected, 2)], Number("axis", 0)), build.Constant([1, 4], 0.5f, 0.5f, 0.5f, 0.5f));
        return (boxes, build.Join(0, Column(selected, 1), build.Vector(0)));
    }

    /// <summary>The scores of the windows of one size, [1, tags, windows].</summary>
    private string AddScores(WindowGrid grid)
    {
        string? sum = null;
        foreach (var part in parts)
        {
            var rows = build.Constant([grid.Tops.Length * part.Bins, part.Side], Shares(grid.Tops, grid.Height, part, 1));
            var columns = build.Constant([grid.Lefts.Length * part.Bins, part.Side], Shares(grid.Lefts, grid.Width, part, part.Bins));
            var means = build.Op("MatMul", [build.Op("MatMul", [rows, part.Map]), build.Op("Transpose", [columns])]);
            var weights = build.Constant(
                [tagCount, part.Channels, part.Bins, part.Bins], [.. detector.Tags.SelectMany(tag => part.Select(tag.Score.Weights))]);
            var scores = build.Op("Conv", [means, weights], OnnxFactory.Numbers("strides", [part.Bins, part.Bins]));
            sum = sum is null ? scores : build.Add(sum, scores);
        }
        var offsets = build.Constant([1, tagCount, 1, 1], [.. detector.Tags.Select(tag => tag.Score.Offset)]);
        return build.Reshape(build.Add(sum!, offsets), 1, tagCount, grid.Lefts.Length * grid.Tops.Length);
    }

    /// <summary>How much of each bin of some windows is in each cell of a map, along one side.</summary>
    /// <param name="divisor">Divides the shares.</param>
    private static float[] Shares(float[] starts, float length, MapPart part, int divisor)
    {
        var shares = new float[starts.Length * part.Bins * part.Side];
        for (var i = 0; i < starts.Length; i++)
        {
            var (grown, first) = (part.Growth * length, starts[i] + length / 2 - part.Growth * length / 2);
            for (var bin = 0; bin < part.Bins; bin++)
            {
                var from = Math.Clamp(first + grown * bin / part.Bins, 0, 1) * part.Side;
                var to = Math.Clamp(first + grown * (bin + 1) / part.Bins, 0, 1) * part.Side;
                for (var cell = 0; cell < part.Side; cell++)
                    if (MathF.Min(to, cell + 1) - MathF.Max(from, cell) is > 0 and var share)
                        shares[(i * part.Bins + bin) * part.Side + cell] = share / (to - from) / divisor;
            }
        }
        return shares;
    }

    /// <summary>Score and moves of each box for its tag, [boxes, 5].</summary>
    private string AddNumbers(string boxes, string tags)
    {
        string? sum = null;
        foreach (var part in parts)
        {
            var rows = AddShares(build.Part(boxes, 1, 2), build.Part(boxes, 3, 4), part, 1);
            var columns = AddShares(build.Part(boxes, 0, 1), build.Part(boxes, 2, 3), part, part.Bins);
            var means = build.Op(
                "MatMul",
                [build.Op("MatMul", [build.Unsqueeze(rows, 1), part.Map]), build.Unsqueeze(build.Op("Transpose", [columns], OnnxFactory.Numbers("perm", [0, 2, 1])), 1)]);
            var features = build.Op("Flatten", [means], Number("axis", 1));
            // One column for each number of each tag.
            var weights = build.Constant(
                [tagCount * Numbers, part.Channels * part.Bins * part.Bins],
                [.. detector.Tags.SelectMany(tag => tag.Moves.Prepend(tag.Score)).SelectMany(number => part.Select(number.Weights))]);
            var numbers = build.Op("MatMul", [features, build.Op("Transpose", [weights])]);
            sum = sum is null ? numbers : build.Add(sum, numbers);
        }
        var offsets = build.Constant([1, tagCount * Numbers], [.. detector.Tags.SelectMany(tag => tag.Moves.Prepend(tag.Score)).Select(number => number.Offset)]);
        var ofTags = build.Reshape(build.Add(sum!, offsets), -1, tagCount, Numbers);
        var places = build.Join(1, build.Unsqueeze(build.Range(build.CountRows(boxes)), 1), build.Unsqueeze(tags, 1));
        return build.Op("GatherND", [ofTags, places]);
    }

    /// <summary>As <see cref="Shares"/>, of boxes that the graph computes: [boxes, bins, cells].</summary>
    private string AddShares(string centers, string lengths, MapPart part, int divisor)
    {
        var grown = build.Multiply(lengths, part.Growth);
        var first = build.Subtract(centers, build.Multiply(grown, 0.5f));
        var edges = build.Constant([1, part.Bins + 1], [.. Enumerable.Range(0, part.Bins + 1).Select(i => i / (float)part.Bins)]);
        var places = build.Multiply(build.Clip(build.Add(first, build.Multiply(grown, edges)), 0, 1), part.Side);
        var from = build.Unsqueeze(build.Part(places, 0, part.Bins), 2);
        var to = build.Unsqueeze(build.Part(places, 1, part.Bins + 1), 2);
        float[] cells = [.. Enumerable.Range(0, part.Side).Select(cell => (float)cell)];
        var ends = build.Op("Min", [to, build.Constant([1, 1, part.Side], [.. cells.Select(cell => cell + 1)])]);
        var starts = build.Op("Max", [from, build.Constant([1, 1, part.Side], cells)]);
        // A bin outside of the image has no length and no share.
        var length = build.Op("Max", [build.Subtract(to, from), build.Constant(1e-6f)]);
        return build.Multiply(build.Divide(build.Op("Relu", [build.Subtract(ends, starts)]), length), 1f / divisor);
    }

    /// <summary>Where the things are that the boxes see.</summary>
    private string AddMove(string boxes, string numbers)
    {
        var moves = build.Clip(build.Part(numbers, 1, 5), -Detector.MostMove, Detector.MostMove);
        var (centers, sizes) = (build.Part(boxes, 0, 2), build.Part(boxes, 2, 4));
        var moved = build.Add(centers, build.Multiply(build.Part(moves, 0, 2), sizes));
        var (low, high) = AddClipped(moved, build.Multiply(sizes, build.Op("Exp", [build.Part(moves, 2, 4)])));
        var size = build.Subtract(high, low);
        return build.Join(1, build.Add(low, build.Multiply(size, 0.5f)), size);
    }

    /// <summary>The corners of boxes within the image, as in <see cref="Box.Clipped"/>.</summary>
    private (string Low, string High) AddClipped(string centers, string sizes)
    {
        var left = build.Subtract(centers, build.Multiply(sizes, 0.5f));
        var low = build.Clip(left, 0, 1 - Box.Least);
        var high = build.Op("Min", [build.Op("Max", [build.Add(left, sizes), build.Add(low, build.Constant(Box.Least))]), build.Constant(1)]);
        return (low, high);
    }

    /// <summary>Merges the boxes of the same thing, and adds the outputs.</summary>
    private void AddDetections(string boxes, string tags, string scores)
    {
        var probabilities = build.Op("Sigmoid", [build.Add(build.Multiply(scores, detector.Slope), build.Constant(detector.Offset))]);
        var (centers, sizes) = (build.Part(boxes, 0, 2), build.Part(boxes, 2, 4));
        var low = build.Subtract(centers, build.Multiply(sizes, 0.5f));
        var high = build.Add(low, sizes);

        // The scores of each box for its own tag, [1, tags, boxes]. The last box has no tag.
        var ofTag = build.Op("Equal", [build.Constant([tagCount, 1], [.. Enumerable.Range(0, tagCount).Select(tag => (float)tag)]), build.Unsqueeze(build.ToFloat(tags), 0)]);
        var isReal = build.Unsqueeze(build.Op("Less", [build.ToFloat(build.Range(build.CountRows(boxes))), build.Subtract(build.ToFloat(build.CountRows(boxes)), build.Constant(1))]), 0);
        var own = build.Op("Where", [build.Op("And", [ofTag, isReal]), build.Op("Transpose", [scores]), build.Constant(Never)]);
        var selected = build.Op(
            "NonMaxSuppression",
            [build.Unsqueeze(build.Join(1, low, high), 0), build.Unsqueeze(own, 0), build.Vector(Detector.MaxCandidates), build.Constant(Detector.SameThing), build.Constant(detector.LeastScore)]);
        var (classes, places) = (Column(selected, 1), Column(selected, 2));

        // Each box votes for the first selected one of its tag that it overlaps. One more row, so that there is always one.
        var (rowTags, rowPlaces) = (build.Join(0, classes, build.Vector(-1)), build.Join(0, places, build.Vector(0)));
        var overlaps = AddOverlaps(Rows(low, rowPlaces), Rows(high, rowPlaces), low, high);
        var sameTag = build.Op("Equal", [build.Unsqueeze(rowTags, 1), build.Unsqueeze(tags, 0)]);
        var mayVote = build.Op("And", [isReal, build.Op("Greater", [build.Op("Transpose", [scores]), build.Constant(detector.LeastScore)])]);
        var near = build.Op("And", [build.Op("And", [sameTag, mayVote]), build.Op("Greater", [overlaps, build.Constant(Detector.SameThing)])]);
        var first = build.Op("ArgMax", [build.ToFloat(near)], Number("axis", 0), Number("keepdims", 1));
        var isFirst = build.Op("Equal", [build.Unsqueeze(build.Range(build.CountRows(rowTags)), 1), first]);
        var votes = build.Multiply(build.ToFloat(build.Op("And", [near, isFirst])), build.Multiply(overlaps, build.Op("Transpose", [probabilities])));
        votes = build.Part(votes, 0, -1, axis: 0);
        var sums = build.Op("ReduceSum", [votes], OnnxFactory.Numbers("axes", [1]), Number("keepdims", 1));
        var merged = build.Divide(build.Op("MatMul", [votes, boxes]), sums);

        var (from, to) = AddClipped(build.Part(merged, 0, 2), build.Part(merged, 2, 4));
        build.Named("Concat", "detected_boxes", [from, to], Number("axis", 1));
        build.Named("Identity", "detected_classes", [classes]);
        build.Named("Reshape", "detected_scores", [Rows(probabilities, places), build.Vector(-1)]);
    }

    /// <summary>Intersection over union of each box with each other, [rows, columns].</summary>
    private string AddOverlaps(string rowLow, string rowHigh, string low, string high)
    {
        var shared = build.Op("Relu", [build.Subtract(
            build.Op("Min", [build.Unsqueeze(rowHigh, 1), build.Unsqueeze(high, 0)]), build.Op("Max", [build.Unsqueeze(rowLow, 1), build.Unsqueeze(low, 0)]))]);
        var intersection = Area(shared, 2);
        var union = build.Subtract(build.Add(build.Unsqueeze(Area(build.Subtract(rowHigh, rowLow), 1), 1), build.Unsqueeze(Area(build.Subtract(high, low), 1), 0)), intersection);
        return build.Divide(intersection, union);

        string Area(string sides, long axis) => build.Op("ReduceProd", [sides], OnnxFactory.Numbers("axes", [axis]), Number("keepdims", 0));
    }

    private string Column(string selected, long column) => build.Reshape(build.Part(selected, column, column + 1), -1);

    private string Rows(string values, string places) => build.Op("Gather", [values, places], Number("axis", 0));

    /// <summary>Removes the nodes of the network that nothing uses: its features are for classifications.</summary>
    private static void Prune(GraphProto graph)
    {
        var used = graph.Output.Select(output => output.Name).ToHashSet();
        for (var i = graph.Node.Count - 1; i >= 0; i--)
        {
            if (graph.Node[i].Output.Any(used.Contains))
                used.UnionWith(graph.Node[i].Input);
            else
                graph.Node.RemoveAt(i);
        }
    }

    /// <param name="Map">The output with the compressed map, [1, channels, side, side].</param>
    /// <param name="Bins">The bins along a side of a region.</param>
    /// <param name="Growth">How much larger than the region the bins are.</param>
    /// <param name="Start">Where the features of these bins begin.</param>
    private sealed record MapPart(string Map, int Side, int Channels, int Bins, float Growth, int Start)
    {
        /// <summary>The weights of these bins, in the order of the graph: channel, row, column.</summary>
        public IEnumerable<float> Select(float[] weights)
        {
            for (var channel = 0; channel < Channels; channel++)
                for (var bin = 0; bin < Bins * Bins; bin++)
                    yield return weights[Start + bin * Channels + channel];
        }
    }
}
