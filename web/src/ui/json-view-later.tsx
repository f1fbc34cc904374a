import { type ComponentProps, lazy, Suspense } from "react";
import { SkeletonRows } from "./states.tsx";

const View = lazy(async () => ({ default: (await import("./json-view.tsx")).JsonView }));

/** For pages whose first load must not wait for it: with its virtual rows it is 13 kB. */
export function JsonView(props: ComponentProps<typeof View>) {
  return (
    <Suspense fallback={<SkeletonRows rows={3} />}>
      <View {...props} />
    </Suspense>
  );
}
