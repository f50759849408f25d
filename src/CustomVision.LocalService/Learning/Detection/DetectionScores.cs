namespace CustomVision.LocalService.Learning.Detection;

/// <summary>One image in the cross-validation.</summary>
/// <param name="Image">The key of the image.</param>
/// <param name="Fold">The fold that the image was held out in, from 0.</param>
/// <param name="Boxes">What a person drew.</param>
/// <param name="Detections">What a model found that was trained without the image.</param>
internal sealed record HeldOutImage(long Image, byte Fold, IReadOnlyList<TaggedBox> Boxes, IReadOnlyList<Detection> Detections);

/// <summary>The cross-validated detections of a model, from which its performance is computed.</summary>
internal sealed class DetectionScores(IReadOnlyList<HeldOutImage> images)
{
    private const int FormatVersion = 1;

    public IReadOnlyList<HeldOutImage> Images => images;

    /// <summary>Tells which detections of an image are right: each box is found once, by the most probable detection that overlaps it enough.</summary>
    public static IEnumerable<(Detection Detection, bool IsRight)> Match(IEnumerable<Detection> detections, IReadOnlyList<TaggedBox> boxes, double overlapThreshold)
    {
        var left = boxes.ToList();
        foreach (var detection in detections.OrderByDescending(detection => detection.Probability))
        {
            var place = left.FindIndex(box => box.Tag == detection.Tag && box.Box.Overlap(detection.Box) >= overlapThreshold
                && box.Box.Overlap(detection.Box) >= left.Where(other => other.Tag == detection.Tag).Max(other => other.Box.Overlap(detection.Box)));
            if (place >= 0)
                left.RemoveAt(place);
            yield return (detection, place >= 0);
        }
    }

    /// <param name="tagCount">The number of tags of the model.</param>
    /// <param name="threshold">The probability from which a box is predicted, from 0 to 1.</param>
    /// <param name="overlapThreshold">How much of a box has to be found, as intersection over union from 0 to 1.</param>
    public Performance At(int tagCount, double threshold, double overlapThreshold)
    {
        var counts = new Confusion[tagCount][];
        for (var tag = 0; tag < tagCount; tag++)
            counts[tag] = new Confusion[images.Max(image => image.Fold) + 1];
        var ranked = new List<(float Probability, bool IsRight)>[tagCount];
        for (var tag = 0; tag < tagCount; tag++)
            ranked[tag] = [];
        foreach (var image in images)
        {
            foreach (var (detection, isRight) in Match(image.Detections, image.Boxes, overlapThreshold))
            {
                ranked[detection.Tag].Add((detection.Probability, isRight));
                if (detection.Probability >= threshold)
                    counts[detection.Tag][image.Fold] += new Confusion(isRight ? 1 : 0, isRight ? 0 : 1, isRight ? -1 : 0);
            }
            foreach (var box in image.Boxes)
                counts[box.Tag][image.Fold] += new Confusion(0, 0, 1);
        }
        var tags = counts.Select((folds, tag) => PrecisionAndRecall.Of(
            folds, AveragePrecision(ranked[tag], images.Sum(image => image.Boxes.Count(box => box.Tag == tag))))).ToArray();
        var overall = Enumerable.Range(0, counts[0].Length).Select(fold => counts.Aggregate(default(Confusion), (sum, folds) => sum + folds[fold]));
        return new Performance(tags, PrecisionAndRecall.Of([.. overall], tags.Average(tag => tag.AveragePrecision)));
    }

    /// <summary>Precision and recall over all tags by threshold.</summary>
    /// <param name="overlapThreshold">How much of a box has to be found, as intersection over union from 0 to 1.</param>
    public IReadOnlyList<CurvePoint> Curve(double overlapThreshold) => CurvePoint.Of(
        images.SelectMany(image => Match(image.Detections, image.Boxes, overlapThreshold)).Select(one => (one.Detection.Probability, one.IsRight)),
        images.Sum(image => image.Boxes.Count));

    public byte[] ToBytes() => LearningFile.Write(LearningFile.Kind.DetectionScores, FormatVersion, writer =>
    {
        writer.Write(images.Count);
        foreach (var image in images)
        {
            writer.Write(image.Image);
            writer.Write(image.Fold);
            writer.Write(image.Boxes.Count);
            foreach (var (tag, box) in image.Boxes)
                Write(tag, box);
            writer.Write(image.Detections.Count);
            foreach (var (tag, probability, box) in image.Detections)
            {
                Write(tag, box);
                writer.Write(probability);
            }
        }

        void Write(int tag, Box box)
        {
            writer.Write(tag);
            LearningFile.WriteFloats(writer, [box.Left, box.Top, box.Width, box.Height]);
        }
    });

    /// <exception cref="InvalidDataException">The bytes are damaged or not detections.</exception>
    public static DetectionScores FromBytes(byte[] bytes) => LearningFile.Read(LearningFile.Kind.DetectionScores, FormatVersion, bytes, reader =>
    {
        var images = new HeldOutImage[LearningFile.ReadCount(reader)];
        for (var i = 0; i < images.Length; i++)
        {
            var (image, fold) = (reader.ReadInt64(), reader.ReadByte());
            var boxes = new TaggedBox[LearningFile.ReadCount(reader)];
            for (var box = 0; box < boxes.Length; box++)
                boxes[box] = Read();
            var detections = new Detection[LearningFile.ReadCount(reader)];
            for (var detection = 0; detection < detections.Length; detection++)
            {
                var (tag, box) = Read();
                detections[detection] = new Detection(tag, reader.ReadSingle(), box);
            }
            images[i] = new HeldOutImage(image, fold, boxes, detections);
        }
        return new DetectionScores(images);

        TaggedBox Read() => new(reader.ReadInt32(), new Box(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle()));
    });

    /// <summary>The area under the curve of precision over recall. A box that no detection found counts as one with the precision 0.</summary>
    private static double AveragePrecision(List<(float Probability, bool IsRight)> ranked, int boxes)
    {
        var (found, sum, precisions) = (0, 0.0, new List<double>());
        foreach (var (place, one) in ranked.OrderByDescending(one => one.Probability).Index())
            if (one.IsRight)
                precisions.Add(++found / (place + 1.0));
        // The highest precision at this recall or more, as usual for detections.
        var highest = 0.0;
        for (var i = precisions.Count - 1; i >= 0; i--)
            sum += highest = Math.Max(highest, precisions[i]);
        return boxes > 0 ? sum / boxes : 0;
    }
}
