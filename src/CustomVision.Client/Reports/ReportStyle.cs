namespace CustomVision.Reports;

/// <summary>The style sheet of a report: for screens from 320 pixels, light and dark, and for paper.</summary>
internal static class ReportStyle
{
    public const string Css =
        """
        :root {
          color-scheme: light dark;
          --ground: #ffffff; --sunken: #eef1f4; --ink: #18202a; --soft: #515c69; --line: #d5dce3;
          --precision: #1673ad; --recall: #7b4fb5; --chosen: #515c69;
          --right-1: #e3f3e8; --right-2: #c9e8d3; --right-3: #aadbba; --right-4: #8bcfa2;
          --wrong-1: #fbe7e7; --wrong-2: #f6d0d1; --wrong-3: #f1b6b8; --wrong-4: #eb9c9f;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #12171d; --sunken: #1f2730; --ink: #e6ebf0; --soft: #a3afbc; --line: #3a4653;
            --precision: #58aee4; --recall: #b391e8; --chosen: #a3afbc;
            --right-1: #14291c; --right-2: #173626; --right-3: #1b4630; --right-4: #20563b;
            --wrong-1: #2f1518; --wrong-2: #421b1f; --wrong-3: #552227; --wrong-4: #682930;
          }
        }
        *, ::before, ::after { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 70rem; background: var(--ground); color: var(--ink);
          font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 0.75rem; }
        h2 { font-size: 1.25rem; margin: 2.25rem 0 0.5rem; }
        h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
        dl, dd, p { margin: 0; }
        .facts { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; }
        .facts dt, .measures dt { color: var(--soft); font-size: 0.875rem; }
        .measures { display: flex; flex-wrap: wrap; gap: 0.5rem 3rem; margin-bottom: 0.5rem; }
        .measures dd { font-size: 1.75rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.25; }
        .measures small { font-size: 1rem; font-weight: 400; color: var(--soft); }
        .about { color: var(--soft); max-width: 46rem; margin-bottom: 0.75rem; }
        :focus-visible { outline: 3px solid var(--precision); outline-offset: 2px; }
        .curve { display: block; width: 100%; max-width: 46rem; height: auto; }
        .grid { stroke: var(--line); } .axis { fill: var(--soft); font-size: 12px; }
        polyline { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
        polyline.precision { stroke: var(--precision); } polyline.recall { stroke: var(--recall); stroke-dasharray: 7 3; }
        .chosen { stroke: var(--chosen); stroke-dasharray: 2 4; }
        .key { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; font-size: 0.875rem; }
        .key span::before { content: ""; display: inline-block; width: 1.75rem; margin-right: 0.5rem; vertical-align: middle; border-top: 3px solid var(--precision); }
        .key .recall-key::before { border-top: 3px dashed var(--recall); } .key .chosen-key::before { border-top: 2px dotted var(--chosen); }
        .sparkline { display: block; width: 7.5rem; height: 2.25rem; } .sparkline rect { fill: var(--sunken); } .sparkline polyline { stroke-width: 2; }
        details { margin-top: 0.75rem; } summary { cursor: pointer; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
        caption { text-align: left; color: var(--soft); padding-bottom: 0.375rem; font-size: 0.875rem; }
        th, td { padding: 0.3125rem 0.75rem; border-bottom: 1px solid var(--line); text-align: right; }
        th:first-child { text-align: left; } thead th { color: var(--soft); font-size: 0.8125rem; font-weight: 600; vertical-align: bottom; }
        tbody th { font-weight: 600; } td { white-space: nowrap; }
        tbody th:first-child { min-width: 7rem; }
        @media (max-width: 40rem) { th, td { padding-inline: 0.375rem; } tbody th:first-child { min-width: 4rem; } .sparkline { width: 5rem; } .axis { font-size: 18px; } }
        .matrix td { min-width: 3rem; border: 1px solid var(--line); }
        .right-1 { background: var(--right-1); } .right-2 { background: var(--right-2); } .right-3 { background: var(--right-3); } .right-4 { background: var(--right-4); }
        .wrong-1 { background: var(--wrong-1); } .wrong-2 { background: var(--wrong-2); } .wrong-3 { background: var(--wrong-3); } .wrong-4 { background: var(--wrong-4); }
        .frequent { margin: 0; padding-left: 1.5rem; }
        .images { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 11rem), 1fr)); }
        .images > li { border: 1px solid var(--line); border-radius: 8px; padding: 0.625rem; break-inside: avoid; }
        .images ul { margin: 0.5rem 0 0; padding-left: 1.125rem; font-size: 0.875rem; }
        .frame { position: relative; width: fit-content; max-width: 100%; margin: 0 auto; background: var(--sunken); }
        .frame img { display: block; max-width: 100%; max-height: 16rem; }
        .missing { padding: 2rem 1rem; color: var(--soft); font-size: 0.875rem; }
        .boxes { position: absolute; inset: 0; width: 100%; height: 100%; }
        .boxes rect { fill: none; stroke-width: 3; vector-effect: non-scaling-stroke; } .boxes .edge { stroke: #000000; stroke-width: 5; } .boxes .actual { stroke: #2ecc71; } .boxes .predicted { stroke: #ffd54a; stroke-dasharray: 6 4; }
        .id { margin-top: 0.5rem; color: var(--soft); font: 0.6875rem/1.3 ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
        @media (forced-colors: active) { polyline { stroke: CanvasText !important; } }
        @media print {
          :root { color-scheme: light; --ground: #ffffff; --sunken: #eef1f4; --ink: #18202a; --soft: #515c69; --line: #d5dce3; --precision: #1673ad; --recall: #7b4fb5; --chosen: #515c69;
            --right-1: #e3f3e8; --right-2: #c9e8d3; --right-3: #aadbba; --right-4: #8bcfa2; --wrong-1: #fbe7e7; --wrong-2: #f6d0d1; --wrong-3: #f1b6b8; --wrong-4: #eb9c9f; }
          body { padding: 0; max-width: none; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          h2 { break-after: avoid; } tr, .measures, .curve { break-inside: avoid; } .wide { overflow: visible; }
        }
        """;
}
