/** Numbers that only look random: the same seed gives the same ones (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number) => Math.floor(next() * count);
  return { below, of: (list) => list[below(list.length)]! };
}

export interface Random {
  /** 0 to count - 1 */
  below(count: number): number;
  of<T>(list: readonly T[]): T;
}
