/** Of pngjs, what the snapshots use; it comes without types. */
declare module "pngjs" {
  export class PNG {
    constructor(size: { width: number; height: number });
    width: number;
    height: number;
    data: Buffer;
    static sync: {
      read(file: Buffer): PNG;
      write(
        picture: PNG,
        options: { colorType: number; deflateLevel: number; deflateStrategy: number; filterType: number },
      ): Buffer;
    };
  }
}
