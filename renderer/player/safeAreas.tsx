/**
 * Where nothing important may lie outside of: 5 % at each edge of a 16:9 picture (EBU R 95, graphics safe). On an
 * upright one the buttons and texts of short-form players: 10 % above, 20 % below, 14 % at the right.
 */
export function SafeAreas() {
  return (
    <div aria-hidden="true" data-safe-area="" className="absolute inset-0 [container-type:size]">
      <div className="absolute inset-[5%] border border-dashed border-picture-line [@container(aspect-ratio<1)]:hidden" />
      <div className="absolute top-[10%] right-[14%] bottom-[20%] left-[5%] hidden border border-dashed border-picture-line [@container(aspect-ratio<1)]:block" />
    </div>
  );
}
